package dev.nabla.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in the log of a start that was refused what the two ways out are. */
final class IllegalAddressAnalyzer extends AbstractFailureAnalyzer<OpenOnlyHere.IllegalAddress> {
    @Override
    protected FailureAnalysis analyze(Throwable root, OpenOnlyHere.IllegalAddress cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), """
                Either ask for a key: set NABLA_SECURITY_KEY to a secret of 16 characters or more (nabla.security.key; or \
                NABLA_SECURITY_KEYFILE, NABLA_SECURITY_KEYS, NABLA_SECURITY_ISSUER).
                Or let everybody in who can reach it: set NABLA_SECURITY_ALLOWOPEN=true (nabla.security.allow-open).
                Without either, server.address must be 127.0.0.1.""", cause);
    }
}
