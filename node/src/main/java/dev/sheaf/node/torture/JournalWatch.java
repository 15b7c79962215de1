package dev.sheaf.node.torture;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks in the journal for entities with two owners: each event names the incarnation that wrote
 * it, and an incarnation that writes again after another has written was never gone.
 */
final class JournalWatch {
  private static final String NEWS =
      "select ordering, persistence_id, writer from event_journal where ordering > ?"
          + " order by ordering";

  private final Checker checker;
  private final Map<String, String> writer = new HashMap<>();
  private final Map<String, Set<String>> before = new HashMap<>();
  private long seen;

  JournalWatch(Checker checker) {
    this.checker = checker;
  }

  /** Reads what was written since the last look. */
  void look(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var news = connection.prepareStatement(NEWS)) {
      news.setLong(1, seen);
      try (var rows = news.executeQuery()) {
        while (rows.next()) {
          seen = rows.getLong(1);
          wrote(rows.getString(2), rows.getString(3));
        }
      }
    }
  }

  /** An event of an entity, in the order of the log. */
  void wrote(String entity, String by) {
    var last = writer.put(entity, by);
    if (last != null && !last.equals(by)) {
      before.computeIfAbsent(entity, _ -> new HashSet<>()).add(last);
    }
    if (before.getOrDefault(entity, Set.of()).contains(by)) {
      checker.breaks(
          Promise.DUAL_OWNERS, entity + ": " + by + " wrote after another had taken over");
    }
  }
}
