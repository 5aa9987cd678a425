"""Tokens of AI vendors. The more special prefix stands first where one begins like another."""

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, near, token

_OPENAI = "https://platform.openai.com/docs/api-reference/authentication"
_HUGGING_FACE = "https://huggingface.co/docs/hub/security-tokens"
_LANGFUSE = "https://langfuse.com/docs/api-and-data-platform/features/public-api"
_HEX_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

AI: Final[tuple[Format, ...]] = (
    token(
        "ANTHROPIC_KEY",
        r"sk-ant-[A-Za-z0-9]{1,12}-[A-Za-z0-9_-]{24,200}",
        "https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key",
    ),
    token(
        "OPENROUTER_KEY",
        r"sk-or-(?:v\d-)?[A-Za-z0-9]{32,128}",
        "https://openrouter.ai/docs/api-reference/authentication",
    ),
    token("LANGFUSE_KEY", rf"sk-lf-{_HEX_UUID}", _LANGFUSE),
    token("OPENAI_KEY", r"sk-(?:proj|svcacct|admin|service|None)-[A-Za-z0-9_-]{20,300}", _OPENAI),
    # DeepSeek's, Stability's and Moonshot's keys and OpenAI's older ones share a shape.
    token("OPENAI_KEY", r"sk-[A-Za-z0-9]{20,128}", _OPENAI),
    token("OPENAI_KEY", r"sess-[A-Za-z0-9]{40}", _OPENAI, stated=False),
    token("HUGGING_FACE_TOKEN", r"hf_[A-Za-z0-9]{30,50}", _HUGGING_FACE, random=False),
    token("HUGGING_FACE_TOKEN", r"api_org_[A-Za-z0-9]{30,50}", _HUGGING_FACE, random=False),
    token("PERPLEXITY_KEY", r"pplx-[A-Za-z0-9]{32,64}", "https://docs.perplexity.ai/guides/api-key-management"),
    token("GROQ_KEY", r"gsk_[A-Za-z0-9]{40,64}", "https://console.groq.com/docs/quickstart"),
    token("XAI_KEY", r"xai-[A-Za-z0-9_]{60,100}", "https://docs.x.ai/docs/overview"),
    token("REPLICATE_TOKEN", r"r8_[A-Za-z0-9]{37,40}", "https://replicate.com/docs/topics/security/api-tokens"),
    token("TOGETHER_KEY", r"tgp_v1_[A-Za-z0-9_-]{30,64}", "https://docs.together.ai/docs/api-keys-authentication"),
    token(
        "LANGSMITH_KEY",
        r"(?:lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}|ls__[0-9a-f]{32})",
        "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
    ),
    token(
        "PINECONE_KEY",
        r"(?:pcsk|pckey)_[A-Za-z0-9]{2,40}_[A-Za-z0-9]{30,80}",
        "https://docs.pinecone.io/reference/api/2025-04/admin/create_api_key",
    ),
    token(
        "NVIDIA_KEY",
        r"nvapi-[A-Za-z0-9_-]{60,80}",
        "https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html",
    ),
    token("WANDB_KEY", r"wandb_v1_[A-Za-z0-9_]{40,100}", "https://docs.wandb.ai/models/ref/cli/wandb-login"),
    token("FIREWORKS_KEY", r"fw_[A-Za-z0-9]{22,40}", "https://docs.fireworks.ai/getting-started/quickstart", False),
    token("CEREBRAS_KEY", r"csk-[a-z0-9]{40,60}", "https://inference-docs.cerebras.ai/quickstart", False),
    token("VOYAGE_KEY", r"pa-[A-Za-z0-9_-]{40,50}", "https://docs.voyageai.com/docs/api-key-and-installation", False),
    token("TAVILY_KEY", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}", "https://docs.tavily.com/documentation/quickstart"),
    token("JINA_KEY", r"jina_[A-Za-z0-9_-]{50,70}", "https://jina.ai/embeddings/", False),
    token("FIRECRAWL_KEY", r"fc-[0-9a-f]{32}", "https://docs.firecrawl.dev/introduction"),
    token("LLAMA_CLOUD_KEY", r"llx-[A-Za-z0-9]{40,60}", "https://docs.cloud.llamaindex.ai/api_key"),
    token("ELEVENLABS_KEY", r"sk_[0-9a-f]{48}", "https://elevenlabs.io/docs/api-reference/authentication", False),
    token("BRAINTRUST_KEY", r"bt-st-[A-Za-z0-9]{40,60}", "https://www.braintrust.dev/docs/reference/api", False),
    token("HELICONE_KEY", r"sk-helicone-[a-z0-9-]{20,60}", "https://docs.helicone.ai/helicone-headers/helicone-auth"),
    # Without a mark of their own.
    near("COHERE_KEY", "cohere", r"[A-Za-z0-9]{40}", "https://docs.cohere.com/reference/about"),
    near("MISTRAL_KEY", "mistral", r"[A-Za-z0-9]{32}", "https://docs.mistral.ai/getting-started/quickstart/"),
    near("WANDB_KEY", r"wandb|weights\s?(?:&|and)\s?biases", r"[0-9a-f]{40}", "https://docs.wandb.ai/quickstart"),
    near("TOGETHER_KEY", "together", r"[0-9a-f]{64}", "https://docs.together.ai/docs/api-keys-authentication"),
    near("AI21_KEY", "ai21", r"[A-Za-z0-9]{32}", "https://docs.ai21.com/docs/quickstart"),
    near("DEEPGRAM_KEY", "deepgram", r"[0-9a-f]{40}", "https://developers.deepgram.com/docs/create-additional-api-keys"),
    near("ASSEMBLYAI_KEY", "assembly_?ai|aai", r"[0-9a-f]{32}", "https://www.assemblyai.com/docs"),
    near("AZURE_AI_KEY", r"azure|cognitive|ocp-apim", r"[0-9a-f]{32}|[A-Za-z0-9]{84}",
         "https://learn.microsoft.com/en-us/azure/ai-services/authentication"),
)  # fmt: skip
