package dev.sheaf.sharding.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;

/**
 * A process of its own that opens an H2 journal, for tests of what two processes do to one file.
 */
final class JournalChild {
  static final String HOLD = "hold";
  static final String WRITE_AND_DIE = "write-and-die";
  static final int EVENTS = 50;

  private JournalChild() {}

  /** Holds the journal until standard input ends, or writes to it and dies at once. */
  public static void main(String[] args) throws Exception {
    var url = JournalUrl.file(Path.of(args[1]));
    Journal.open(url);
    if (args[0].equals(WRITE_AND_DIE)) {
      write(url);
      Runtime.getRuntime().halt(9);
    }
    System.out.println("open");
    while (System.in.read() >= 0) {}
  }

  private static void write(JournalUrl url) throws Exception {
    try (var connection = DriverManager.getConnection(url.jdbc());
        var statement = connection.createStatement()) {
      for (int i = 0; i < EVENTS; i++) {
        statement.execute(
            """
            insert into "event_tag" select "ordering", 't' from final table (
              insert into "event_journal" ("persistence_id", "sequence_number", "writer",
                "write_timestamp", "adapter_manifest", "event_ser_id", "event_ser_manifest",
                "event_payload")
              values ('p', %d, 'w', 0, '', 0, '', x'00'))
            """
                .formatted(i));
      }
    }
  }

  static Process start(String mode, Path folder) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var command = List.of(java, "-cp", path, JournalChild.class.getName(), mode, folder.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
