"""Tokens of monitoring, incident, identity and network vendors."""

# ruff: noqa: E501 - one token a line, as far as that goes

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, near, token

_NEW_RELIC = "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/"
_GRAFANA = "https://grafana.com/docs/grafana/latest/administration/service-accounts/"
_SENTRY = "https://docs.sentry.io/account/auth-tokens/"
_DATADOG = "https://docs.datadoghq.com/account_management/api-app-keys/"
_OKTA = "https://developer.okta.com/docs/guides/create-an-api-token/main/"
_POSTHOG = "https://posthog.com/docs/api"
_PAGERDUTY = "https://support.pagerduty.com/main/docs/api-access-keys"

OPERATIONS: Final[tuple[Format, ...]] = (
    token("NEW_RELIC_KEY", r"NRAK-[A-Z0-9]{27}|NR(?:JS|II|IQ|BR|SP|RA|AA)-[A-Za-z0-9_-]{19,40}", _NEW_RELIC),
    token("NEW_RELIC_KEY", r"(?:eu01xx|gov01x)?[0-9a-f]{30,36}NRAL", _NEW_RELIC),
    token("GRAFANA_TOKEN", r"gl(?:sa|c)_[A-Za-z0-9+/=]{32,400}(?:_[0-9a-f]{8})?", _GRAFANA),
    token("GRAFANA_TOKEN", r"eyJrIjoi[A-Za-z0-9+/]{60,120}={0,2}", _GRAFANA, False),
    token("SENTRY_TOKEN", r"sntry[u]_[0-9a-f]{64}|sntrys_[A-Za-z0-9+/=_]{60,400}|sntry[ai]_[0-9a-f]{64}", _SENTRY),
    token("DYNATRACE_TOKEN", r"dt0[a-z]\d{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}",
          "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens"),
    token("POSTHOG_KEY", r"ph[xs]_[A-Za-z0-9]{40,60}", _POSTHOG),
    token("HONEYCOMB_KEY", r"hc[abn]ik_[a-z0-9]{58}|hc[abn](?:ld|mk|lk)_[a-z0-9]{26,60}", "https://docs.honeycomb.io/configure/environments/manage-api-keys/", False),
    token("BETTERSTACK_URL", r"https://uptime\.betterstack\.com/api/v1/heartbeat/[A-Za-z0-9]{24}", "https://betterstack.com/docs/uptime/cron-and-heartbeat-monitor/"),
    token("HEALTHCHECKS_KEY", r"hcr_[A-Za-z0-9]{28}|hcw_[A-Za-z0-9]{28}", "https://healthchecks.io/docs/api/", False),
    token("SPLUNK_TOKEN", r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
          "https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector", after="[Ss]plunk "),
    token("OKTA_TOKEN", r"00[A-Za-z0-9_-]{40}", _OKTA, after="SSWS "),
    token("LAUNCHDARKLY_KEY", r"(?:api|sdk|mob)-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
          "https://launchdarkly.com/docs/home/account/api"),
    token("FLAGSMITH_KEY", r"ser\.[A-Za-z0-9]{20,30}", "https://docs.flagsmith.com/clients/server-side", False),
    token("RAPIDAPI_KEY", r"[0-9a-f]{10}msh[0-9a-f]{15}p1[0-9a-f]{6}jsn[0-9a-f]{12}", "https://docs.rapidapi.com/docs/keys-and-key-rotation", False),
    token("SHODAN_KEY", r"[A-Za-z0-9]{32}", "https://developer.shodan.io/api", False, after="(?i:shodan)_?(?i:api)?_?(?i:key)=\"?"),
    token("GITGUARDIAN_KEY", r"gg(?:pat|sat)_[A-Za-z0-9_-]{40,80}", "https://docs.gitguardian.com/api-docs/authentication", False),
    token("OPENWEATHER_KEY", r"[0-9a-f]{32}", "https://openweathermap.org/appid", after="(?:appid|APPID)="),
    # Without a mark of their own.
    near("DATADOG_KEY", r"datadog|dd[_-](?:api|app|client)", r"[0-9a-f]{32}|[0-9a-f]{40}|ddapp_[A-Za-z0-9]{34}", _DATADOG),
    near("PAGERDUTY_KEY", r"pager_?duty|pd_", r"[A-Za-z0-9+_-]{20}|[0-9a-f]{32}", _PAGERDUTY),
    near("OKTA_TOKEN", "okta", r"00[A-Za-z0-9_-]{40}", _OKTA),
    near("AUTH0_SECRET", "auth0", r"[A-Za-z0-9_-]{64}", "https://auth0.com/docs/get-started/applications/application-settings"),
    near("SUMOLOGIC_KEY", "sumo", r"[A-Za-z0-9]{64}", "https://help.sumologic.com/docs/manage/security/access-keys/"),
    near("LOGZ_TOKEN", r"logz", r"[A-Za-z]{32}", "https://docs.logz.io/docs/user-guide/admin/authentication-tokens/log-shipping-tokens/"),
    near("OPSGENIE_KEY", "opsgenie", r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "https://support.atlassian.com/opsgenie/docs/api-key-management/"),
    near("ROLLBAR_TOKEN", "rollbar", r"[0-9a-f]{32}", "https://docs.rollbar.com/docs/project-access-tokens"),
    near("AIRBRAKE_KEY", "airbrake|bugsnag", r"[0-9a-f]{32}", "https://docs.bugsnag.com/api/"),
    near("STATUSPAGE_KEY", "statuspage", r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "https://developer.statuspage.io/"),
    near("MAXMIND_KEY", "maxmind|geoip", r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk", "https://dev.maxmind.com/license-key-specification"),
)  # fmt: skip
