package dev.nabla.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal's database: connections, and the tables in their present form. */
final class Database implements AutoCloseable {
    /** SQL states: a row that is needed is not there; a key is taken. */
    static final String MISSING = "23503";
    static final String TAKEN = "23505";

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** H2's error for a file that another process has open. */
    private static final int LOCKED = 90020;
    /** What it needs to keep each commit when the process is killed, and to speak as PostgreSQL does. */
    private static final String H2 =
            ";WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE";

    private final HikariDataSource source;

    /** @throws Unusable where it cannot be opened */
    Database(JournalSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("journal");
        config.setJdbcUrl(settings.isH2() ? settings.url() + H2 : settings.url());
        if (!settings.user().isEmpty()) {
            config.setUsername(settings.user());
            config.setPassword(settings.password());
        }
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(settings.timeout().toMillis());
        config.setValidationTimeout(Math.max(250, settings.timeout().toMillis() / 2));
        config.setAutoCommit(true);
        if (!settings.isH2()) {
            long seconds = Math.max(1, settings.timeout().toSeconds());
            config.addDataSourceProperty("socketTimeout", seconds);
            config.addDataSourceProperty("connectTimeout", seconds);
            config.addDataSourceProperty("ApplicationName", "nabla");
        }
        try {
            source = new HikariDataSource(config);
            Flyway.configure().dataSource(source).load().migrate();
        } catch (HikariPool.PoolInitializationException e) {
            throw new Unusable(settings, e);
        }
        LOG.info("Sessions are kept in {}", settings);
    }

    /** The database cannot be opened at the start. */
    static final class Unusable extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private final boolean locked;

        Unusable(JournalSettings settings, Throwable cause) {
            super("The journal at " + settings + " cannot be opened.", cause);
            this.locked = isLocked(cause);
        }

        private static boolean isLocked(@Nullable Throwable t) {
            return t != null && (t instanceof SQLException e && e.getErrorCode() == LOCKED || isLocked(t.getCause()));
        }

        boolean isLocked() {
            return locked;
        }
    }

    HikariDataSource source() {
        return source;
    }

    Connection connection() throws SQLException {
        return source.getConnection();
    }

    /** Reads one row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** All rows of a query. */
    static <T> List<T> list(Connection c, Row<T> as, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            set(s, values);
            try (ResultSet rows = s.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(as.of(rows));
                }
                return all;
            }
        }
    }

    /** The first row of a query, or null. */
    static <T> @Nullable T first(Connection c, Row<T> as, String sql, @Nullable Object... values) throws SQLException {
        List<T> all = list(c, as, sql, values);
        return all.isEmpty() ? null : all.getFirst();
    }

    /** The number of rows that a statement changed. */
    static int update(Connection c, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            set(s, values);
            return s.executeUpdate();
        }
    }

    static void set(PreparedStatement s, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            s.setObject(i + 1, values[i]);
        }
    }

    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long v = row.getLong(column);
        return row.wasNull() ? null : (Long) v;
    }

    /** Whether a row is there already, or one that it needs is not. */
    static boolean isConflict(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("23");
    }

    static boolean isMissing(SQLException e) {
        return MISSING.equals(e.getSQLState()) || "23506".equals(e.getSQLState());
    }

    @Override
    public void close() {
        source.close();
    }
}
