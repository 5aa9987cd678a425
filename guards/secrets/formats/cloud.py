"""Tokens of clouds and hosts, databases among them."""

# ruff: noqa: E501 - one token a line, as far as that goes

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, near, token

_AWS_IDS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"
_BEDROCK = "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html"
_GOOGLE = "https://cloud.google.com/docs/authentication/token-types"
_AZURE_STORAGE = "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string"
_AZURE_FORMATS = "https://learn.microsoft.com/en-us/purview/sit-defn-all-creds"
_FLY = "https://fly.io/docs/security/tokens/"
_PLANETSCALE = "https://planetscale.com/docs/api/reference/service-tokens"
_CLOUDFLARE = "https://developers.cloudflare.com/fundamentals/api/get-started/"

CLOUD: Final[tuple[Format, ...]] = (
    token("AWS_ACCESS_KEY_ID", r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}", _AWS_IDS, random=False),
    token("AWS_BEDROCK_KEY", r"ABSK[A-Za-z0-9+/]{100,270}={0,2}", _BEDROCK),
    token("AWS_BEDROCK_KEY", r"bedrock-api-key-[A-Za-z0-9+/_-]{100,4000}={0,2}", _BEDROCK),
    token("AWS_SESSION_TOKEN", r"(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9+/%]{80,2000}={0,2}",
          "https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html", False),
    token("AWS_MWS_TOKEN", r"amzn\.mws\.[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
          "https://developer-docs.amazon.com/sp-api/docs/migrating-from-mws", False),
    token("AWS_COGNITO_SECRET", r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}",
          "https://developer.amazon.com/docs/login-with-amazon/register-web.html", False),
    token("GOOGLE_API_KEY", r"AIza[A-Za-z0-9_-]{35}", "https://cloud.google.com/docs/authentication/api-keys", True, False),
    token("GOOGLE_OAUTH_SECRET", r"GOCSPX-[A-Za-z0-9_-]{28}",
          "https://developers.google.com/identity/protocols/oauth2/web-server", False, False),
    token("GOOGLE_ACCESS_TOKEN", r"ya29\.[A-Za-z0-9_-]{30,2000}", _GOOGLE),
    token("GOOGLE_REFRESH_TOKEN", r"1//0[A-Za-z0-9_-]{40,200}", _GOOGLE, False),
    token("FIREBASE_KEY", r"AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}",
          "https://firebase.google.com/docs/cloud-messaging/auth-server", False),
    token("AZURE_CLIENT_SECRET", r"[A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{31,34}",
          "https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret"),
    # Newer Azure keys carry their service's signature near their end.
    token("AZURE_ACCOUNT_KEY", r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==", _AZURE_FORMATS),
    token("AZURE_SERVICE_KEY", r"[A-Za-z0-9+/]{33}(?:AEhC|ASbT|ARmC)[A-Za-z0-9+/]{5}[AQgw]=", _AZURE_FORMATS),
    token("AZURE_COSMOS_KEY", r"[A-Za-z0-9]{76}ACDb[A-Za-z0-9]{4,6}={0,2}", _AZURE_FORMATS),
    token("AZURE_FUNCTION_KEY", r"[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]=", _AZURE_FORMATS),
    token("AZURE_SEARCH_KEY", r"[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}", _AZURE_FORMATS),
    token("AZURE_REGISTRY_KEY", r"[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}", _AZURE_FORMATS),
    token("AZURE_AI_KEY", r"[A-Za-z0-9]{52}JQQJ99[A-L][A-Za-z0-9]{10,20}ACOG[A-Za-z0-9]{4}", _AZURE_FORMATS, False),
    token("AZURE_DEVOPS_TOKEN", r"[A-Za-z0-9]{52}JQQJ99[A-L][A-Za-z0-9]{2}AAAAAAAAAAAAAZDO[A-Za-z0-9]{4}",
          "https://learn.microsoft.com/en-us/azure/devops/release-notes/2024/general/sprint-241-update"),
    token("AZURE_ACCOUNT_KEY", r"[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=", _AZURE_STORAGE,
          after="(?:AccountKey|SharedAccessKey|SharedSecretKey|AccessKey)="),
    token("AZURE_SAS", r"[A-Za-z0-9%+/]{40,120}={0,2}",
          "https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas", after="[?&;]sig="),
    token("DATABRICKS_TOKEN", r"dapi[0-9a-f]{32}(?:-\d{1,2})?", "https://docs.databricks.com/aws/en/dev-tools/auth/pat"),
    token("DATABRICKS_SECRET", r"dose[0-9a-f]{32}", "https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m"),
    token("DIGITALOCEAN_TOKEN", r"do[opr]_v1_[0-9a-f]{64}",
          "https://docs.digitalocean.com/reference/api/create-personal-access-token/"),
    token("ALIBABA_KEY_ID", r"LTAI[A-Za-z0-9]{16,24}",
          "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair", False),
    token("TENCENT_KEY_ID", r"AKID[A-Za-z0-9]{32}", "https://www.tencentcloud.com/document/product/598/32675", False),
    token("YANDEX_KEY", r"AQVN[A-Za-z0-9_-]{35,38}", "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key", False),
    token("YANDEX_TOKEN", r"t1\.[A-Z0-9a-z_-]{2,200}[=.][A-Za-z0-9_=.-]{60,200}",
          "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token"),
    token("HEROKU_KEY", r"HRKU-[A-Za-z0-9_-]{36,64}", "https://devcenter.heroku.com/articles/authentication"),
    token("FLY_TOKEN", r"fm[12][ra]?_[A-Za-z0-9+/]{80,2000}={0,3}|fo1_[A-Za-z0-9_-]{43}", _FLY),
    token("NETLIFY_TOKEN", r"nfp_[A-Za-z0-9]{36}", "https://docs.netlify.com/api/get-started/"),
    token("VERCEL_TOKEN", r"vc[pkiar]_[A-Za-z0-9]{24,60}", "https://vercel.com/docs/rest-api#authentication", False),
    token("VERCEL_BLOB_TOKEN", r"vercel_blob_rw_[A-Za-z0-9]{12,20}_[A-Za-z0-9]{24,40}",
          "https://vercel.com/docs/vercel-blob/using-blob-sdk"),
    token("RENDER_KEY", r"rnd_[A-Za-z0-9]{28,40}", "https://render.com/docs/api", False),
    token("SCALEWAY_KEY_ID", r"SCW[A-Z0-9]{17}", "https://www.scaleway.com/en/docs/iam/concepts/", True),
    token("CLOUDFLARE_CA_KEY", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}", _CLOUDFLARE),
    token("CLOUDFLARE_TOKEN", r"cf(?:ut|at|k)_[A-Za-z0-9_-]{36,60}", _CLOUDFLARE, False),
    token("PLANETSCALE_SECRET", r"pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{30,64}", _PLANETSCALE),
    token("SUPABASE_KEY", r"sb_secret_[A-Za-z0-9_-]{30,50}|sbp_[0-9a-f]{40}", "https://supabase.com/docs/guides/api/api-keys"),
    token("NEON_KEY", r"napi_[a-z0-9]{60,70}|npg_[A-Za-z0-9]{10,20}", "https://neon.com/docs/manage/api-keys", False),
    token("UPSTASH_TOKEN", r"[A-Za-z0-9_=-]{40,80}", "https://upstash.com/docs/redis/features/restapi",
          after="UPSTASH_REDIS_REST_TOKEN=\"?"),
    token("TURSO_TOKEN", r"libsql_[A-Za-z0-9_-]{40,200}", "https://docs.turso.tech/cli/auth", False),
    token("AIVEN_PASSWORD", r"AVNS_[A-Za-z0-9_-]{19,30}", "https://aiven.io/docs/platform/concepts/service-credentials", False),
    token("MONGODB_SECRET", r"mdb_sa_sk_[A-Za-z0-9_-]{30,60}", "https://www.mongodb.com/docs/atlas/configure-api-access/"),
    token("CONFLUENT_SECRET", r"cflt[A-Za-z0-9+/]{60}",
          "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
          False),
    # Without a mark of their own.
    near("CONFLUENT_SECRET", "confluent", r"[A-Za-z0-9+/]{64}",
         "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html"),
    near("AWS_SECRET_ACCESS_KEY", r"aws|amazon|secret[_ -]?access", r"[A-Za-z0-9+/]{40}",
         "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"),
    near("CLOUDFLARE_TOKEN", "cloudflare|cf[_-]", r"[A-Za-z0-9_-]{40}|[0-9a-f]{37}", _CLOUDFLARE),
    near("LINODE_TOKEN", "linode", r"[0-9a-f]{64}", "https://techdocs.akamai.com/linode-api/reference/get-started"),
    near("VULTR_KEY", "vultr", r"[A-Z0-9]{36}", "https://www.vultr.com/api/"),
    near("FASTLY_TOKEN", "fastly", r"[A-Za-z0-9_-]{32}", "https://www.fastly.com/documentation/reference/api/auth-tokens/"),
    near("HEROKU_KEY", "heroku", r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
         "https://devcenter.heroku.com/articles/authentication"),
    near("SNOWFLAKE_TOKEN", "snowflake|snowsql", r"[A-Za-z0-9_=.+/-]{60,400}",
         "https://docs.snowflake.com/en/user-guide/programmatic-access-tokens"),
    near("VERCEL_TOKEN", "vercel", r"[A-Za-z0-9]{24}", "https://vercel.com/docs/rest-api#authentication"),
)  # fmt: skip
