package dev.sheaf.sharding.journal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the journal is: a JDBC URL of a kind that Sheaf can use, complete with its options.
 *
 * @param kind which database it is
 * @param jdbc the URL as the driver gets it, password included
 */
public record JournalUrl(Kind kind, String jdbc) {
  private static final Pattern SECRETS =
      Pattern.compile("(password=)[^&;]*|(//)[^/@?]*@", Pattern.CASE_INSENSITIVE);

  /** The databases that can hold a journal. */
  public enum Kind {
    /**
     * A file of this process alone. {@code WRITE_DELAY=0} because H2 otherwise keeps what it
     * acknowledged in its own memory for half a second, and a killed process loses it. It is closed
     * by {@link Journal#close}, since H2's own hook would close it while entities still drain. No
     * trace file, since every error is thrown as well.
     */
    H2_FILE(
        "jdbc:h2:file:",
        "org.h2.Driver",
        "slick.jdbc.H2Profile$",
        ";DATABASE_TO_UPPER=FALSE;NON_KEYWORDS=VALUE;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
            + ";WRITE_DELAY=0;TRACE_LEVEL_FILE=0"),
    /** A server that all nodes share; every wait for it ends. */
    POSTGRESQL(
        "jdbc:postgresql:",
        "org.postgresql.Driver",
        "slick.jdbc.PostgresProfile$",
        "&connectTimeout=5&loginTimeout=5&socketTimeout=20&tcpKeepAlive=true"
            + "&reWriteBatchedInserts=true&ApplicationName=sheaf");

    private final String prefix;
    private final String driver;
    private final String profile;
    private final String options;

    Kind(String prefix, String driver, String profile, String options) {
      this.prefix = prefix;
      this.driver = driver;
      this.profile = profile;
      this.options = options;
    }

    String driver() {
      return driver;
    }

    String profile() {
      return profile;
    }
  }

  /** The journal of a single process: an H2 file in {@code folder}. */
  public static JournalUrl file(Path folder) {
    var kind = Kind.H2_FILE;
    return new JournalUrl(
        kind, withOptions(kind, kind.prefix + folder.toAbsolutePath().resolve("journal")));
  }

  /** The database's file without its ending, when this node writes one. */
  Optional<Path> file() {
    if (kind != Kind.H2_FILE) {
      return Optional.empty();
    }
    var end = jdbc.indexOf(';');
    var path = jdbc.substring(kind.prefix.length(), end < 0 ? jdbc.length() : end);
    return Optional.of(Path.of(path).toAbsolutePath());
  }

  /**
   * The journal that a user's URL names; options that the URL sets itself stay as they are.
   *
   * @throws JournalException when no such database can hold a journal
   */
  public static JournalUrl parse(String url) throws JournalException {
    for (var kind : Kind.values()) {
      if (url.startsWith(kind.prefix)) {
        return new JournalUrl(kind, withOptions(kind, url));
      }
    }
    throw new JournalException(
        "the journal's URL must begin with %s or %s but was %s"
            .formatted(Kind.H2_FILE.prefix, Kind.POSTGRESQL.prefix, masked(url)),
        "set sheaf.journal.url, or leave it empty for a file under sheaf.state",
        null);
  }

  /** The URL for people: without options of ours and without the password. */
  public String display() {
    var shown = jdbc;
    for (var option : kind.options.substring(1).split("[;&]", -1)) {
      shown = shown.replaceFirst("[;&?]" + Pattern.quote(option), "");
    }
    return masked(shown);
  }

  /** The same as {@link #display}, so that no log ever shows a password. */
  @Override
  public String toString() {
    return display();
  }

  private static String masked(String url) {
    return SECRETS.matcher(url).replaceAll(m -> m.group(1) == null ? "//***@" : "$1***");
  }

  private static String withOptions(Kind kind, String url) {
    var separator = kind.options.charAt(0);
    var complete = new StringBuilder(url);
    for (var option : kind.options.substring(1).split("[;&]", -1)) {
      var name = option.substring(0, option.indexOf('=') + 1);
      if (!url.toUpperCase(Locale.ROOT).contains(name.toUpperCase(Locale.ROOT))) {
        var first = separator == '&' && complete.indexOf("?") < 0;
        complete.append(first ? '?' : separator).append(option);
      }
    }
    return complete.toString();
  }
}
