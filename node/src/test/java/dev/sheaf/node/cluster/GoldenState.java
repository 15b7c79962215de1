package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.journal.JournalUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HexFormat;

/**
 * What a node leaves in its state folder, as text: the rows of its journal with payloads as JSON,
 * its manifests in hex. Where the dataset lies is another place each time, and written as a mark.
 */
record GoldenState(Path golden, String images) {
  private static final String PLACE = "file:///@IMAGES@/";
  private static final int JACKSON_CBOR = 33;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new CBORMapper();
  private static final String SELECT =
      "select \"persistence_id\", \"sequence_number\", \"event_ser_manifest\", \"event_payload\""
          + " from \"event_journal\" order by \"ordering\"";
  private static final String INSERT =
      "insert into \"event_journal\" (\"persistence_id\", \"sequence_number\","
          + " \"event_ser_manifest\", \"event_payload\", \"event_ser_id\", \"writer\","
          + " \"write_timestamp\", \"adapter_manifest\") values (?, ?, ?, ?, ?, 'golden', 0, '')";

  /** Writes down what a node left that has ended. */
  void keep(Path state) throws Exception {
    var rows = new ArrayList<String>();
    var url = JournalUrl.file(state);
    try (var _ = Journal.open(url);
        var connection = DriverManager.getConnection(url.jdbc());
        var statement = connection.createStatement();
        var found = statement.executeQuery(SELECT)) {
      while (found.next()) {
        var payload = CBOR.readTree(found.getBytes(4));
        rows.add(
            "%s\t%d\t%s\t%s"
                .formatted(
                    found.getString(1),
                    found.getLong(2),
                    found.getString(3),
                    JSON.writeValueAsString(payload).replace(images, PLACE)));
      }
    }
    Files.createDirectories(golden.resolve("manifests"));
    Files.writeString(golden.resolve("rows.tsv"), String.join("\n", rows) + "\n");
    try (var files = Files.list(state.resolve("manifests"))) {
      for (var file : files.toList()) {
        var bytes = Files.readAllBytes(file);
        var text = new String(bytes, UTF_8);
        var isRoot = text.contains(images);
        Files.writeString(
            golden.resolve("manifests/" + file.getFileName()),
            isRoot ? text.replace(images, PLACE) : HexFormat.of().formatHex(bytes));
      }
    }
  }

  /** Puts the rows into a journal that no node has used yet. */
  void restoreJournal(JournalUrl url) throws Exception {
    try (var _ = Journal.open(url);
        var connection = DriverManager.getConnection(url.jdbc());
        var insert = connection.prepareStatement(INSERT)) {
      for (var line : Files.readAllLines(golden.resolve("rows.tsv"))) {
        var columns = line.split("\t", -1);
        insert.setString(1, columns[0]);
        insert.setLong(2, Long.parseLong(columns[1]));
        insert.setString(3, columns[2]);
        insert.setBytes(
            4, CBOR.writeValueAsBytes(JSON.readTree(columns[3].replace(PLACE, images))));
        insert.setInt(5, JACKSON_CBOR);
        insert.executeUpdate();
      }
    }
  }

  /** Puts the manifests into the state folder of a node that has not started. */
  void restoreManifests(Path state) throws Exception {
    Files.createDirectories(state.resolve("manifests"));
    try (var files = Files.list(golden.resolve("manifests"))) {
      for (var file : files.toList()) {
        var text = Files.readString(file);
        Files.write(
            state.resolve("manifests/" + file.getFileName()),
            text.startsWith("{")
                ? text.replace(PLACE, images).getBytes(UTF_8)
                : HexFormat.of().parseHex(text));
      }
    }
  }
}
