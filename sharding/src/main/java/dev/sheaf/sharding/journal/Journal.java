package dev.sheaf.sharding.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that was reached and has its tables: what Akka needs to know of it, whether it still
 * answers, and its end.
 *
 * <p>All methods but {@link #config} block; call them on a virtual thread.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String SLICK = "akka-persistence-jdbc.shared-databases.slick.";
  private static final int ANSWER_SECONDS = 2;

  /** With less than this free an H2 file cannot grow by its next chunk. */
  private static final long LEAST_ROOM_BYTES = 1 << 20;

  /** Any number that all nodes agree on; names the lock under which tables are made. */
  private static final long SCHEMA_LOCK = 0x5348_4541_4631L;

  private final JournalUrl url;

  private Journal(JournalUrl url) {
    this.url = url;
  }

  /**
   * Reaches the journal and makes the tables that are not there yet. Nodes that start at the same
   * moment wait for one another.
   *
   * @throws JournalException when it cannot be reached or used
   */
  public static Journal open(JournalUrl url) throws JournalException {
    try (var connection = DriverManager.getConnection(url.jdbc())) {
      makeTables(url.kind(), connection);
      return new Journal(url);
    } catch (SQLException fault) {
      throw JournalFault.of(url, fault);
    }
  }

  /** Where it is. */
  public JournalUrl url() {
    return url;
  }

  /** The settings by which an actor system keeps its events here. */
  public Config config() {
    var chosen =
        Map.of(
            SLICK + "profile", url.kind().profile(),
            SLICK + "db.driver", url.kind().driver(),
            SLICK + "db.url", url.jdbc());
    return ConfigFactory.parseMap(chosen)
        .withFallback(ConfigFactory.parseResources(Journal.class, "journal.conf"));
  }

  /** What is wrong with the journal now, if anything. */
  public Optional<JournalException> fault() {
    // H2 answers questions from memory while no event can be written.
    var file = url.file();
    if (file.isPresent() && !hasRoom(file.get())) {
      return Optional.of(JournalFault.diskFull(url));
    }
    try (var connection = DriverManager.getConnection(url.jdbc())) {
      if (connection.isValid(ANSWER_SECONDS)) {
        return Optional.empty();
      }
      throw new SQLException("no answer within " + ANSWER_SECONDS + " s", "08006");
    } catch (SQLException fault) {
      return Optional.of(JournalFault.of(url, fault));
    }
  }

  private static boolean hasRoom(Path file) {
    var folder = file.getParent();
    try {
      return folder == null || Files.getFileStore(folder).getUsableSpace() >= LEAST_ROOM_BYTES;
    } catch (IOException unknown) {
      return true;
    }
  }

  /**
   * Ends the journal after its last user: an H2 file is written out and unlocked, a server is left
   * alone.
   */
  @Override
  public void close() {
    switch (url.kind()) {
      case POSTGRESQL -> {}
      case H2_FILE -> shutDownFile();
    }
  }

  private void shutDownFile() {
    try (var connection = DriverManager.getConnection(url.jdbc());
        var statement = connection.createStatement()) {
      statement.execute("shutdown");
    } catch (SQLException fault) {
      LOG.warn(
          "Closed uncleanly; it recovers when it is opened again.", JournalFault.of(url, fault));
    }
  }

  private static void makeTables(JournalUrl.Kind kind, Connection connection) throws SQLException {
    switch (kind) {
      case H2_FILE -> run(connection, resource("h2.sql"));
      case POSTGRESQL -> {
        connection.setAutoCommit(false);
        run(connection, "select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
        run(connection, resource("postgresql.sql"));
        connection.commit();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String resource(String name) {
    try (var in = Journal.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the resource " + name + " must lie beside " + Journal.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
