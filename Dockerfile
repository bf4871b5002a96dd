# No Docker engine has run this file yet.
#
# Size of the environment: 2.1 GB with the CPU build of torch, about 2.8 GB more with the default build
# for Linux, which brings CUDA packages. For the CPU build name PyTorch's CPU index:
#
#     docker build --build-arg TORCH_INDEX=ADDRESS-OF-PYTORCH-CPU-INDEX --tag career-chatbot .
FROM python:3.11-slim

ARG TORCH_INDEX=""
# A language model's provider, such as ollama (README, "Answers written by a language model").
ARG EXTRAS=""

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

COPY constraints.txt /app/
# torch first and alone: what it needs comes from the usual index, with everything else.
RUN pip install --no-deps ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0
COPY . /app
RUN pip install --constraint /app/constraints.txt "/app${EXTRAS:+[$EXTRAS]}" \
    && useradd --create-home --uid 1000 career \
    && install --directory --owner career /store /documents

USER career
# Not /app: the installed packages are to be imported.
WORKDIR /documents
ENV CHATBOT_HOST=0.0.0.0 \
    VECTORSTORE_PATH=/store
VOLUME /store
EXPOSE 7860

# The process is up; /readyz says whether it can answer yet, which takes longer on an empty store.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]

CMD ["python", "-m", "chatbot"]
