"""Tokens of payment, messaging, sales and office vendors."""

# ruff: noqa: E501 - one token a line, as far as that goes

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, near, token

_SLACK = "https://docs.slack.dev/authentication/tokens"
_SHOPIFY = "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens"
_SQUARE = "https://developer.squareup.com/docs/build-basics/access-tokens"
_PLAID = "https://plaid.com/docs/api/tokens/"
_BRAINTREE = "https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials"
_TEAMS = "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"
_TWILIO = "https://www.twilio.com/docs/iam/api-keys"
_DISCORD = "https://discord.com/developers/docs/reference#authentication"
_META = "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/"
_MAILGUN = "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth"
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

BUSINESS: Final[tuple[Format, ...]] = (
    # Payment.
    # Clerk's and WorkOS's secret keys share Stripe's shape.
    token("STRIPE_KEY", r"[sr]k_(?:live|test|org_live|org_test|prod)_[A-Za-z0-9]{16,250}", "https://docs.stripe.com/keys"),
    token("STRIPE_WEBHOOK_SECRET", r"whsec_[A-Za-z0-9+/]{24,80}={0,2}", "https://docs.stripe.com/webhooks"),
    token("SQUARE_TOKEN", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60}", _SQUARE),
    token("BRAINTREE_TOKEN", r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}", _BRAINTREE),
    token("ADYEN_KEY", r"AQ[EF][A-Za-z0-9+/]{50,200}={0,2}-[A-Za-z0-9+/=]{20,80}-[A-Za-z0-9~!@#$%^&*()\[\]{}<>|.,:;?_+/=-]{10,40}",
          "https://docs.adyen.com/development-resources/api-credentials/", False),
    token("PLAID_TOKEN", rf"(?:access|public|link)-(?:sandbox|development|production)-{_UUID}", _PLAID),
    token("FLUTTERWAVE_KEY", r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,32}(?:-X)?", "https://developer.flutterwave.com/docs/authentication"),
    token("RAZORPAY_KEY_ID", r"rzp_(?:live|test)_[A-Za-z0-9]{14}", "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/"),
    token("COINBASE_KEY", r"organizations/[0-9a-f-]{36}/apiKeys/[0-9a-f-]{36}", "https://docs.cdp.coinbase.com/get-started/docs/cdp-api-keys"),
    token("GOCARDLESS_TOKEN", r"live_[A-Za-z0-9_-]{40}", "https://developer.gocardless.com/api-reference/#making-requests", False),
    token("MOLLIE_KEY", r"live_[A-Za-z0-9]{30}", "https://docs.mollie.com/docs/authentication"),
    token("PADDLE_KEY", r"pdl_(?:live_|sdbx_)?apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}", "https://developer.paddle.com/api-reference/about/authentication"),
    token("EASYPOST_KEY", r"EZ[AT]K[A-Za-z0-9]{54}", "https://docs.easypost.com/docs/authentication", False),
    token("SHIPPO_TOKEN", r"shippo_(?:live|test)_[0-9a-f]{40}", "https://docs.goshippo.com/docs/guides_general/authentication/"),
    token("DUFFEL_TOKEN", r"duffel_(?:live|test)_[A-Za-z0-9_=-]{43}", "https://duffel.com/docs/api/overview/making-requests/authentication"),
    token("SHOPIFY_TOKEN", r"shp(?:at|ss|ca|pa|ua|tka)_[0-9a-fA-F]{32}", _SHOPIFY),
    # Messages, mail, telephones.
    token("SLACK_TOKEN", r"xox[abporst]-[A-Za-z0-9-]{15,250}|xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{20,300}|xox[cd]-[A-Za-z0-9%-]{20,250}|xapp-\d-[A-Za-z0-9-]{20,250}", _SLACK),
    token("SLACK_WEBHOOK", r"https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,100}",
          "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"),
    token("TEAMS_WEBHOOK", rf"https://[a-z0-9-]{{1,60}}\.webhook\.office\.com/webhookb2/{_UUID}@{_UUID}/IncomingWebhook/[0-9a-f]{{32}}/{_UUID}[A-Za-z0-9/_-]{{0,80}}", _TEAMS),
    token("DISCORD_WEBHOOK", r"https://(?:\w{1,8}\.)?discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}",
          "https://discord.com/developers/docs/resources/webhook"),
    token("DISCORD_TOKEN", r"[MNO][DTjz][A-Za-z0-9_-]{21,26}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}", _DISCORD),
    token("TELEGRAM_TOKEN", r"(?:(?<=bot)|(?<![0-9]))\d{8,10}:AA[A-Za-z0-9_-]{32,34}", "https://core.telegram.org/bots/api#authorizing-your-bot"),
    token("SENDGRID_KEY", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys"),
    token("TWILIO_KEY_ID", r"SK[0-9a-f]{32}", _TWILIO),
    token("MAILGUN_KEY", r"(?:key|pubkey)-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}", _MAILGUN),
    token("MAILCHIMP_KEY", r"[0-9a-f]{32}-us\d{1,2}", "https://mailchimp.com/developer/marketing/guides/quick-start/"),
    token("MANDRILL_KEY", r"md-[A-Za-z0-9_-]{22}", "https://mailchimp.com/developer/transactional/guides/quick-start/"),
    token("BREVO_KEY", r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}|xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}", "https://developers.brevo.com/docs/getting-started"),
    token("RESEND_KEY", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,28}", "https://resend.com/docs/api-reference/introduction"),
    token("POSTMARK_TOKEN", _UUID, "https://postmarkapp.com/developer/api/overview", after="Postmark-(?:Server|Account)-Token: "),
    token("KLAVIYO_KEY", r"pk_(?:[A-Za-z0-9]{6}_)?[0-9a-f]{34}", "https://developers.klaviyo.com/en/docs/authenticate_"),
    token("ONESIGNAL_KEY", r"os_v2_(?:app|org)_[a-z2-7]{90,110}", "https://documentation.onesignal.com/docs/keys-and-ids"),
    token("INTERCOM_TOKEN", r"dG9rO[A-Za-z0-9+/]{50,60}={0,2}", "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication", False),
    token("WHATSAPP_TOKEN", r"EAA[A-Za-z0-9]{90,300}(?:ZD|ZAZ|ZB)[A-Za-z0-9]{0,40}|EAA[MGCEB][A-Za-z0-9]{80,300}", _META, False),
    # Office and sales.
    token("NOTION_TOKEN", r"ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43}", "https://developers.notion.com/docs/authorization"),
    token("LINEAR_KEY", r"lin_(?:api|oauth|wh)_[A-Za-z0-9]{32,64}", "https://linear.app/developers/graphql"),
    token("AIRTABLE_TOKEN", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", "https://airtable.com/developers/web/guides/personal-access-tokens"),
    token("HUBSPOT_TOKEN", rf"pat-(?:na|eu|ap)\d-{_UUID}", "https://developers.hubspot.com/docs/api/private-apps"),
    token("ASANA_TOKEN", r"[12]/\d{12,20}(?:/\d{12,20})?:[0-9a-f]{32}", "https://developers.asana.com/docs/personal-access-token", False),
    token("CLICKUP_TOKEN", r"pk_\d{6,10}_[A-Z0-9]{32}", "https://developer.clickup.com/docs/authentication"),
    token("TYPEFORM_TOKEN", r"tfp_[A-Za-z0-9_-]{40,60}", "https://www.typeform.com/developers/get-started/personal-access-token/"),
    token("DROPBOX_TOKEN", r"sl\.(?:u\.)?[A-Za-z0-9_-]{130,1200}", "https://developers.dropbox.com/oauth-guide"),
    token("SALESFORCE_TOKEN", r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9_.]{80,120}", "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_access_tokens.htm", False),
    token("META_TOKEN", r"\d{15,16}\|[A-Za-z0-9_-]{27,40}", _META),
    token("INSTAGRAM_TOKEN", r"IG[A-Z]{2}[A-Za-z0-9_-]{100,300}", _META, False),
    token("X_BEARER_TOKEN", r"AAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{60,120}", "https://developer.x.com/en/docs/authentication/oauth-2-0/bearer-tokens"),
    token("LINKEDIN_SECRET", r"WPL_AP[01]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/=]{8,12}", "https://learn.microsoft.com/en-us/linkedin/shared/authentication/client-credentials-flow", False),
    token("ZAPIER_WEBHOOK", r"https://hooks\.zapier\.com/hooks/catch/\d{5,9}/[a-z0-9]{5,12}", "https://help.zapier.com/hc/en-us/articles/8496288690317"),
    # Without a mark of their own.
    near("TWILIO_TOKEN", "twilio", r"[0-9a-f]{32}", _TWILIO),
    near("DISCORD_SECRET", "discord", r"[A-Za-z0-9_-]{32}", _DISCORD),
    near("PLAID_SECRET", "plaid", r"[0-9a-f]{30}", _PLAID),
    near("BRAINTREE_KEY", "braintree", r"[0-9a-f]{32}", _BRAINTREE),
    near("PAYPAL_SECRET", "paypal", r"E[A-Za-z0-9_-]{79}", "https://developer.paypal.com/api/rest/authentication/"),
    near("TRELLO_KEY", "trello", r"[0-9a-f]{32}|[0-9a-f]{64}|ATTA[0-9a-fA-F]{72}", "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/"),
    near("ZENDESK_TOKEN", "zendesk", r"[A-Za-z0-9]{40}", "https://developer.zendesk.com/api-reference/introduction/security-and-auth/"),
    near("MESSAGEBIRD_KEY", "message_?bird", r"[A-Za-z0-9]{25}", "https://developers.messagebird.com/api/#authentication"),
    near("ALGOLIA_KEY", "algolia", r"[0-9a-f]{32}", "https://www.algolia.com/doc/guides/security/api-keys/"),
    near("SEGMENT_KEY", "segment", r"[A-Za-z0-9]{32}", "https://segment.com/docs/connections/find-writekey/"),
    near("AMPLITUDE_KEY", "amplitude", r"[0-9a-f]{32}", "https://amplitude.com/docs/apis/authentication"),
    near("ADOBE_SECRET", "adobe", r"p8e-[A-Za-z0-9_-]{32}", "https://developer.adobe.com/developer-console/docs/guides/authentication/"),
)  # fmt: skip
