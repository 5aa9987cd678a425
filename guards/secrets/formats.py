"""Token formats of vendors: what each looks like, and the page on which its vendor describes it.

What enters is nothing; what leaves is one table. Every pattern holds a literal that the scan looks for first
(`anchors`), repeats only single characters a bounded number of times, and so runs in linear time. A page names the
token, its prefix or its shape; where it leaves the length open, the pattern does too. Tokens with no mark of their
own (Cohere, Mistral, Together's older keys, AWS secret keys) are found by context: see `guards.secrets.context`.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Format(NamedTuple):
    """One kind of token."""

    rule: str
    anchors: tuple[str, ...]
    """Case-sensitive literals, one of which is part of every such token."""
    pattern: re.Pattern[str]
    page: str
    """Where the vendor describes it."""
    random: bool = True
    """It has to look random: one without a digit and mixed case is a word with hyphens (a CSS class, a slug)."""


# Not inside a longer word or a base64 run; but an escaped line break (`\\n`) or a percent sign's code may stand before.
_BEFORE = r"(?:(?<![A-Za-z0-9_+-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
_BEHIND = r"(?![A-Za-z0-9_-])"


def _format(rule: str, anchors: str, body: str, page: str, random: bool = True) -> Format:
    return Format(rule, tuple(anchors.split()), re.compile(_BEFORE + f"(?:{body})" + _BEHIND), page, random)


FORMATS: tuple[Format, ...] = (
    # AI vendors. The more special prefix stands first where one begins like another.
    _format(
        "ANTHROPIC_KEY",
        "sk-ant-",
        r"sk-ant-[A-Za-z0-9]{1,12}-[A-Za-z0-9_-]{24,200}",
        "https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key",
    ),
    _format(
        "OPENROUTER_KEY",
        "sk-or-",
        r"sk-or-(?:v\d-)?[A-Za-z0-9]{32,128}",
        "https://openrouter.ai/docs/api-reference/authentication",
    ),
    _format(
        "LANGFUSE_KEY",
        "sk-lf-",
        r"sk-lf-[0-9a-f]{8}-[0-9a-f-]{27}",
        "https://langfuse.com/docs/api-and-data-platform/features/public-api",
    ),
    _format(
        "OPENAI_KEY",
        "sk-proj- sk-svcacct- sk-admin- sk-service-",
        r"sk-(?:proj|svcacct|admin|service)-[A-Za-z0-9_-]{20,300}",
        "https://platform.openai.com/docs/api-reference/project-api-keys",
    ),
    # DeepSeek's keys and OpenAI's older ones share a shape.
    _format(
        "OPENAI_KEY", "sk-", r"sk-[A-Za-z0-9]{20,128}", "https://platform.openai.com/docs/api-reference/authentication"
    ),
    _format(
        "HUGGING_FACE_TOKEN", "hf_", r"hf_[A-Za-z0-9]{30,50}", "https://huggingface.co/docs/hub/security-tokens", False
    ),
    _format(
        "HUGGING_FACE_TOKEN",
        "api_org_",
        r"api_org_[A-Za-z0-9]{30,50}",
        "https://huggingface.co/docs/hub/security-tokens",
        False,
    ),
    _format(
        "PERPLEXITY_KEY", "pplx-", r"pplx-[A-Za-z0-9]{32,64}", "https://docs.perplexity.ai/guides/api-key-management"
    ),
    _format("GROQ_KEY", "gsk_", r"gsk_[A-Za-z0-9]{40,64}", "https://console.groq.com/docs/quickstart"),
    _format("XAI_KEY", "xai-", r"xai-[A-Za-z0-9_]{60,100}", "https://docs.x.ai/docs/overview"),
    _format(
        "REPLICATE_TOKEN", "r8_", r"r8_[A-Za-z0-9]{37,40}", "https://replicate.com/docs/topics/security/api-tokens"
    ),
    _format(
        "TOGETHER_KEY",
        "tgp_v1_",
        r"tgp_v1_[A-Za-z0-9_-]{30,64}",
        "https://docs.together.ai/docs/api-keys-authentication",
    ),
    _format(
        "LANGSMITH_KEY",
        "lsv2_",
        r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
        "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
    ),
    _format(
        "PINECONE_KEY",
        "pcsk_ pckey_",
        r"(?:pcsk|pckey)_[A-Za-z0-9]{2,40}_[A-Za-z0-9]{30,80}",
        "https://docs.pinecone.io/reference/api/2025-04/admin/create_api_key",
    ),
    _format(
        "NVIDIA_KEY",
        "nvapi-",
        r"nvapi-[A-Za-z0-9_-]{60,80}",
        "https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html",
    ),
    _format(
        "WANDB_KEY",
        "wandb_v1_",
        r"wandb_v1_[A-Za-z0-9_]{40,100}",
        "https://docs.wandb.ai/models/ref/cli/wandb-login",
    ),
    # Clouds.
    _format(
        "AWS_ACCESS_KEY_ID",
        "AKIA ASIA ABIA",
        r"A(?:KIA|SIA|BIA)[A-Z2-7]{16}",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
        False,
    ),
    _format(
        "AWS_BEDROCK_KEY",
        "ABSK",
        r"ABSK[A-Za-z0-9+/]{100,270}={0,2}",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
    ),
    _format(
        "AWS_BEDROCK_KEY",
        "bedrock-api-key-",
        r"bedrock-api-key-[A-Za-z0-9+/_-]{100,4000}={0,2}",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
    ),
    _format(
        "GOOGLE_API_KEY",
        "AIza",
        r"AIza[A-Za-z0-9_-]{35}",
        "https://cloud.google.com/docs/authentication/api-keys",
        False,
    ),
    _format(
        "GOOGLE_OAUTH_SECRET",
        "GOCSPX-",
        r"GOCSPX-[A-Za-z0-9_-]{28}",
        "https://developers.google.com/identity/protocols/oauth2/web-server",
        False,
    ),
    _format(
        "GOOGLE_ACCESS_TOKEN",
        "ya29.",
        r"ya29\.[A-Za-z0-9_-]{30,2000}",
        "https://cloud.google.com/docs/authentication/token-types",
    ),
    _format(
        "AZURE_CLIENT_SECRET",
        "Q~",
        r"[A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{31,34}",
        "https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret",
    ),
    _format(
        "AZURE_ACCOUNT_KEY",
        "AccountKey= SharedAccessKey=",
        r"(?<=AccountKey=)[A-Za-z0-9+/]{86}==|(?<=SharedAccessKey=)[A-Za-z0-9+/]{43}=",
        "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string",
    ),
    _format(
        "AZURE_SAS",
        "sig=",
        r"(?<=[?&]sig=)[A-Za-z0-9%+/]{40,120}={0,2}",
        "https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas",
    ),
    _format(
        "DATABRICKS_TOKEN",
        "dapi",
        r"dapi[0-9a-f]{32}(?:-\d{1,2})?",
        "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
    ),
    _format(
        "DIGITALOCEAN_TOKEN",
        "dop_v1_ doo_v1_ dor_v1_",
        r"do[opr]_v1_[0-9a-f]{64}",
        "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    ),
    _format(
        "VAULT_TOKEN",
        "hvs. hvb. hvr.",
        r"hv[sbr]\.[A-Za-z0-9_-]{24,300}",
        "https://developer.hashicorp.com/vault/docs/concepts/tokens",
    ),
    _format(
        "GRAFANA_TOKEN",
        "glsa_",
        r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
        "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    ),
    _format(
        "SENTRY_TOKEN",
        "sntrys_ sntryu_",
        r"sntryu_[0-9a-f]{64}|sntrys_[A-Za-z0-9+/=_]{60,400}",
        "https://docs.sentry.io/account/auth-tokens/",
    ),
    # Code hosts and package registries.
    _format(
        "GITHUB_TOKEN",
        "ghp_ gho_ ghu_ ghs_ ghr_",
        r"gh[pousr]_[A-Za-z0-9]{36,251}",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    ),
    _format(
        "GITHUB_TOKEN",
        "github_pat_",
        r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    ),
    _format(
        "GITLAB_TOKEN",
        "glpat- gldt- glrt- glptt- glagent- glsoat- glcbt- glft- glimt- gloas-",
        r"gl(?:pat|dt|rt|ptt|agent|soat|cbt|ft|imt|oas)-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z.]{9,20})?",
        "https://docs.gitlab.com/security/tokens/",
    ),
    _format(
        "ATLASSIAN_TOKEN",
        "ATATT3 ATBB",
        r"ATATT3[A-Za-z0-9_=-]{100,250}|ATBB[A-Za-z0-9]{28,40}",
        "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    ),
    _format("NPM_TOKEN", "npm_", r"npm_[A-Za-z0-9]{36}", "npm documentation, 'About access tokens'", False),
    _format(
        "PYPI_TOKEN",
        "pypi-AgE",
        r"pypi-AgE[A-Za-z0-9_-]{50,300}",
        "PyPI help, 'How can I use API tokens to authenticate with PyPI?'",
    ),
    _format("RUBYGEMS_KEY", "rubygems_", r"rubygems_[0-9a-f]{48}", "RubyGems guides, 'API key scopes'"),
    _format("CRATES_TOKEN", "cio", r"cio[A-Za-z0-9]{32}", "The Cargo Book, 'Publishing on crates.io'"),
    _format(
        "DOCKER_TOKEN",
        "dckr_pat_ dckr_oat_",
        r"dckr_[po]at_[A-Za-z0-9_-]{24,40}",
        "https://docs.docker.com/security/access-tokens/",
    ),
    # Payment and messaging.
    _format(
        "STRIPE_KEY",
        "sk_live_ sk_test_ rk_live_ rk_test_",
        r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}",
        "https://docs.stripe.com/keys",
    ),
    _format("STRIPE_WEBHOOK_SECRET", "whsec_", r"whsec_[A-Za-z0-9+/]{24,80}={0,2}", "https://docs.stripe.com/webhooks"),
    _format(
        "SQUARE_TOKEN",
        "sq0atp- sq0csp- EAAA",
        r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60}",
        "https://developer.squareup.com/docs/build-basics/access-tokens",
    ),
    _format(
        "SHOPIFY_TOKEN",
        "shpat_ shpss_ shpca_ shppa_",
        r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}",
        "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
    ),
    _format(
        "SLACK_TOKEN",
        "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe xapp-",
        r"xox[bpars]-[A-Za-z0-9-]{15,250}|xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{20,300}|xapp-\d-[A-Za-z0-9-]{20,250}",
        "https://api.slack.com/authentication/token-types",
    ),
    _format(
        "SLACK_WEBHOOK",
        "hooks.slack.com/",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,100}",
        "https://api.slack.com/messaging/webhooks",
    ),
    _format(
        "SENDGRID_KEY",
        "SG.",
        r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
        "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    ),
    _format(
        "MAILGUN_KEY",
        "key-",
        r"key-[0-9a-f]{32}",
        "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
    ),
    _format(
        "TELEGRAM_TOKEN",
        ":AA",
        r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}",
        "https://core.telegram.org/bots/api#authorizing-your-bot",
    ),
    _format(
        "DISCORD_WEBHOOK",
        "/api/webhooks/",
        r"https://(?:\w{1,8}\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}",
        "https://discord.com/developers/docs/resources/webhook",
    ),
    _format("LINEAR_KEY", "lin_api_", r"lin_api_[A-Za-z0-9]{40}", "https://linear.app/developers/graphql"),
    _format("NOTION_TOKEN", "ntn_", r"ntn_[A-Za-z0-9]{40,50}", "https://developers.notion.com/docs/authorization"),
    _format(
        "POSTMAN_KEY",
        "PMAK-",
        r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        "https://learning.postman.com/docs/developer/postman-api/authentication/",
    ),
    _format(
        "NEW_RELIC_KEY",
        "NRAK-",
        r"NRAK-[A-Z0-9]{27}",
        "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    ),
    _format(
        "SUPABASE_KEY",
        "sb_secret_ sbp_",
        r"sb_secret_[A-Za-z0-9_-]{30,50}|sbp_[0-9a-f]{40}",
        "https://supabase.com/docs/guides/api/api-keys",
    ),
    # Open formats.
    _format(
        "JWT",
        "eyJ",
        r"eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{10,16000}\.[A-Za-z0-9_-]{0,2000}",
        "https://www.rfc-editor.org/rfc/rfc7519",
    ),
    _format("AGE_KEY", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}", "https://age-encryption.org/v1"),
)

# The shortest token of the table (an AWS access key id).
LENGTH_MIN = 20

_BY_ANCHOR = tuple((anchor, known) for known in FORMATS for anchor in known.anchors)


def formats_in(text: str) -> list[Format]:
    """The formats of which a text holds an anchor, in the order of the table.

    A token has no space in it, so only words that are long enough are searched: in prose that is next to none.
    """
    long_words = " ".join([word for word in text.split() if len(word) >= LENGTH_MIN])
    if not long_words:
        return []
    return list(dict.fromkeys([known for anchor, known in _BY_ANCHOR if anchor in long_words]))
