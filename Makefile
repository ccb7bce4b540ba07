# The commands of the house. Everything is done by setup/, which installs only what is missing.
#   make demo [PLAN=file] [PORT=8000]    make test    make check    make bench    make soak    make doctor    make reset-demo
export PLAN PORT ONLY SOAK_MINUTES

.PHONY: demo test check bench soak doctor reset-demo help

help:
	@sed -n 's/^#   make /make /p' Makefile

demo test check bench soak doctor reset-demo:
	@exec setup/start.sh $@
