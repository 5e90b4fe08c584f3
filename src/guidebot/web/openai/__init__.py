"""The guide in the shape of OpenAI's chat API, for programs that speak to nothing else."""
