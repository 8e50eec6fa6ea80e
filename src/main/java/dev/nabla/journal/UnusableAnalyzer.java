package dev.nabla.journal;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in the log of a start that failed what is the matter with the journal. */
final class UnusableAnalyzer extends AbstractFailureAnalyzer<Database.Unusable> {
    @Override
    protected FailureAnalysis analyze(Throwable root, Database.Unusable cause) {
        String action = cause.isLocked()
                ? "Another process has the file open: stop it, or give this one a file of its own. Several replicas need PostgreSQL."
                : "See that the database is up and that nabla.journal.url, user and password are right. The database says: "
                        + root.getMessage();
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
    }
}
