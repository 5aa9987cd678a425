"""Tokens of code hosts, package registries, build services and tools around code."""

# ruff: noqa: E501 - one token a line, as far as that goes

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, near, token

_GITHUB = (
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"
)
_SCANNED = "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns"
_GITLAB = "https://docs.gitlab.com/security/tokens/"
_ATLASSIAN = "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"
_BITBUCKET = "https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/"
_VAULT = "https://developer.hashicorp.com/vault/docs/concepts/tokens"
_TERRAFORM = "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"
_DOPPLER = "https://docs.doppler.com/reference/auth-token-formats"
_ARTIFACTORY = "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens"
_BUILDKITE = "https://buildkite.com/docs/apis/managing-api-tokens"
_SONAR = "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/"

CODE: Final[tuple[Format, ...]] = (
    token("GITHUB_TOKEN", r"gh[pousr]_[A-Za-z0-9]{36,255}", _GITHUB, random=False),
    token("GITHUB_TOKEN", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", _GITHUB),
    token(
        "GITLAB_TOKEN",
        r"gl(?:pat|dt|rt|rtr|ptt|agent|soat|cbt|ft|ffct|imt|oas|wt)-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2})?(?:\.[0-9a-z.]{9,20})?",
        _GITLAB,
    ),
    token("GITLAB_TOKEN", r"GR1348941[A-Za-z0-9_-]{20}", _GITLAB),
    token("ATLASSIAN_TOKEN", r"ATATT3[A-Za-z0-9_=-]{100,250}", _ATLASSIAN, False),
    token("BITBUCKET_TOKEN", r"ATBB[A-Za-z0-9]{28,40}|ATCTT3[A-Za-z0-9_=-]{100,250}", _BITBUCKET, False),
    token("NPM_TOKEN", r"npm_[A-Za-z0-9]{36}", _SCANNED, random=False),
    token("PYPI_TOKEN", r"pypi-AgE[A-Za-z0-9_-]{50,300}", _SCANNED),
    token("RUBYGEMS_KEY", r"rubygems_[0-9a-f]{48}", "https://guides.rubygems.org/api-key-scopes/"),
    token("CRATES_TOKEN", r"cio[A-Za-z0-9]{32}", "https://doc.rust-lang.org/cargo/reference/publishing.html", False),
    token("DOCKER_TOKEN", r"dckr_[po]at_[A-Za-z0-9_-]{24,40}", "https://docs.docker.com/security/access-tokens/"),
    token("NUGET_KEY", r"oy2[a-z0-9]{43}", "https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package"),
    token("CLOJARS_TOKEN", r"CLOJARS_[0-9a-f]{60}", "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens"),
    token("HEX_KEY", r"[0-9a-f]{32}", "https://hex.pm/docs/publish", False, after="HEX_API_KEY="),
    token("ARTIFACTORY_KEY", r"AKCp[A-Za-z0-9]{67,73}|cmVmdGtuOjAxO[A-Za-z0-9+/=]{50,60}", _ARTIFACTORY),
    token("CIRCLECI_TOKEN", r"CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}", "https://circleci.com/docs/managing-api-tokens/"),
    token("BUILDKITE_TOKEN", r"bk(?:u|p|a|ct|aj)[a-z]?_[0-9a-f]{40}", _BUILDKITE),
    token("SONAR_TOKEN", r"sq[upa]_[0-9a-f]{40}", _SONAR),
    token("VAULT_TOKEN", r"hv[sbr]\.[A-Za-z0-9_-]{24,300}", _VAULT),
    token("TERRAFORM_TOKEN", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}", _TERRAFORM, False),
    token("PULUMI_TOKEN", r"pul-[0-9a-f]{40}", "https://www.pulumi.com/docs/administration/access-identity/access-tokens/"),
    token("DOPPLER_TOKEN", r"dp\.(?:ct|pt|st|sa|scim|audit|said)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}", _DOPPLER),
    token("INFISICAL_TOKEN", r"st\.[0-9a-f]{24}\.[0-9a-f]{32,40}\.[0-9a-f]{32}", "https://infisical.com/docs/documentation/platform/token"),
    token("ONEPASSWORD_TOKEN", r"ops_eyJ[A-Za-z0-9_-]{200,1000}={0,2}", "https://developer.1password.com/docs/service-accounts/"),
    token("ONEPASSWORD_KEY", r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
          "https://support.1password.com/secret-key/"),
    token("POSTMAN_KEY", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
          "https://learning.postman.com/docs/developer/postman-api/authentication/"),
    token("PREFECT_KEY", r"pn[ub]_[A-Za-z0-9]{36}", "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys"),
    token("SOURCEGRAPH_TOKEN", r"sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}", "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token"),
    token("SNYK_TOKEN", r"snyk_(?:uat|sat)\.[0-9a-f]{8}\.[A-Za-z0-9_.-]{40,400}", "https://docs.snyk.io/snyk-api/authentication-for-api", False),
    token("TAILSCALE_KEY", r"tskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{10,24}-[A-Za-z0-9]{20,40}",
          "https://tailscale.com/kb/1085/auth-keys"),
    token("NGROK_TOKEN", r"(?:cr_)?[12][A-Za-z0-9]{26}_[A-Za-z0-9]{16,24}", "https://ngrok.com/docs/agent/config/", False),
    token("MAPBOX_TOKEN", r"sk\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{20,40}", "https://docs.mapbox.com/help/glossary/access-token/"),
    token("FIGMA_TOKEN", r"fig[dour]_[A-Za-z0-9_-]{36,80}", "https://www.figma.com/developers/api#access-tokens", False),
    token("SCALINGO_TOKEN", r"tk-us-[A-Za-z0-9_-]{48}", "https://developers.scalingo.com/", False),
    token("CONTENTFUL_TOKEN", r"CFPAT-[A-Za-z0-9_-]{43}", "https://www.contentful.com/developers/docs/references/authentication/"),
    token("README_KEY", r"rdme_[a-z0-9]{70}", "https://docs.readme.com/main/reference/authentication", False),
    token("OPENSHIFT_TOKEN", r"sha256~[A-Za-z0-9_-]{43}", "https://docs.openshift.com/container-platform/latest/authentication/index.html"),
    token("BUNDLER_TOKEN", r"[a-f0-9]{40}", "https://bundler.io/man/bundle-config.1.html", False,
          after=r"BUNDLE_[A-Z_]{2,40}:\s\"?"),
    # Without a mark of their own.
    near("TRAVIS_TOKEN", "travis", r"[A-Za-z0-9_-]{22}", "https://docs.travis-ci.com/user/triggering-builds/"),
    near("CODECOV_TOKEN", "codecov", r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "https://docs.codecov.com/docs/codecov-tokens"),
    near("BITBUCKET_SECRET", "bitbucket", r"[A-Za-z0-9]{32}|[A-Za-z0-9_=-]{64}", _BITBUCKET),
    near("ATLASSIAN_TOKEN", "atlassian|jira|confluence", r"[A-Za-z0-9]{24}", _ATLASSIAN),
    near("SONAR_TOKEN", "sonar", r"[0-9a-f]{40}", _SONAR),
    near("VAULT_TOKEN", "vault", r"s\.[A-Za-z0-9]{24}", _VAULT),
    near("DRONE_TOKEN", "drone", r"[A-Za-z0-9]{32}", "https://docs.drone.io/cli/configure/"),
)  # fmt: skip
