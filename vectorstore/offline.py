"""Nothing leaves the machine: libraries report usage or look for updates unless told not to."""

import os

_SWITCHES = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime, from 1.29 on Linux too
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "OTEL_SDK_DISABLED": "true",
    # Not about the network: the tokenizer's threads warn when a process is started after them.
    "TOKENIZERS_PARALLELISM": "false",
}


def go_offline() -> None:
    """Switch telemetry and hub look-ups off, also where the environment switches them on.

    Call it before the libraries are imported: most read these variables only then.
    """
    os.environ.update(_SWITCHES)
