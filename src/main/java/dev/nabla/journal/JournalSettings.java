package dev.nabla.journal;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where sessions and jobs are kept.
 *
 * @param url of the database, H2 or PostgreSQL; empty for memory alone
 * @param user of the database
 * @param password theirs
 * @param connections to the database at a time
 * @param timeout for which the database may keep a request waiting
 * @param unused after which a session without requests leaves memory
 */
@ConfigurationProperties("nabla.journal")
record JournalSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("10") int connections,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("5m") Duration unused) {

    boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    /** A record shows all it has; this one has a secret. */
    @Override
    public String toString() {
        return "JournalSettings[url=" + url.replaceAll("\\?.*", "") + ", user=" + user + "]";
    }
}
