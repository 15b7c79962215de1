package dev.sheaf.sharding.journal;

import java.sql.SQLException;
import java.util.Objects;

/** Turns what a driver reports into words for the person who has to mend it. */
final class JournalFault {
  private static final int H2_ALREADY_OPEN = 90020;
  private static final int H2_CORRUPTED = 90030;
  private static final int H2_WRONG_LOGIN = 28000;

  private JournalFault() {}

  static JournalException of(JournalUrl url, SQLException fault) {
    if (isDiskFull(fault)) {
      return diskFull(url, fault);
    }
    return switch (url.kind()) {
      case H2_FILE -> ofH2(url, fault);
      case POSTGRESQL -> ofPostgres(url, fault);
    };
  }

  /** What there is to say when the journal's disk takes nothing more. */
  static JournalException diskFull(JournalUrl url) {
    return diskFull(url, new SQLException("no space left"));
  }

  private static JournalException diskFull(JournalUrl url, SQLException fault) {
    return fault(url, "is on a disk that is full", "make room there; nothing was lost", fault);
  }

  private static JournalException ofH2(JournalUrl url, SQLException fault) {
    return switch (fault.getErrorCode()) {
      case H2_ALREADY_OPEN ->
          fault(
              url,
              "is open in another process",
              "stop that process, or give this node its own sheaf.state; several nodes share a"
                  + " journal only on PostgreSQL (sheaf.journal.url)",
              fault);
      case H2_CORRUPTED ->
          fault(
              url,
              "is damaged",
              "keep the file, and recover what it holds with H2's Recover tool, or move it away to"
                  + " begin anew",
              fault);
      case H2_WRONG_LOGIN ->
          fault(url, "refuses the user or password", "set them in sheaf.journal.url", fault);
      default ->
          fault(
              url,
              "cannot be opened (" + words(fault) + ")",
              "see that the folder exists and that this user may write there",
              fault);
    };
  }

  private static JournalException ofPostgres(JournalUrl url, SQLException fault) {
    var state = Objects.requireNonNullElse(fault.getSQLState(), "");
    return switch (state) {
      case "28P01", "28000", "08004" ->
          fault(
              url,
              "refuses the user or password",
              "set both in sheaf.journal.url, as in jdbc:postgresql://host/db?user=…&password=…",
              fault);
      case "3D000" ->
          fault(url, "names a database that does not exist", "create it with createdb", fault);
      case "42501" ->
          fault(
              url,
              "does not let this user make its tables",
              "grant create on the schema, or create the tables as another user",
              fault);
      case "53300" ->
          fault(
              url,
              "has no connection to spare",
              "raise max_connections of the server: each node uses up to 5",
              fault);
      case "08001", "08006" ->
          fault(
              url,
              "does not answer",
              "start the server, or correct host and port in sheaf.journal.url",
              fault);
      default -> fault(url, "cannot be used (" + words(fault) + ")", "see the server's log", fault);
    };
  }

  private static boolean isDiskFull(SQLException fault) {
    if ("53100".equals(fault.getSQLState())) {
      return true;
    }
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (Objects.requireNonNullElse(t.getMessage(), "").contains("No space left")) {
        return true;
      }
    }
    return false;
  }

  private static JournalException fault(
      JournalUrl url, String what, String hint, SQLException cause) {
    return new JournalException("the journal " + url.display() + " " + what, hint, cause);
  }

  private static String words(SQLException fault) {
    var message = Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName());
    return message.lines().findFirst().orElse("no reason given");
  }
}
