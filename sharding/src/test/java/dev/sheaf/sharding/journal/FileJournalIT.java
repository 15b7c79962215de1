package dev.sheaf.sharding.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileJournalIT {
  @TempDir Path folder;

  @Test
  void threeMayOpenItAtTheSameMoment() throws Exception {
    var opened = new ArrayList<Journal>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Journal> open = () -> Journal.open(JournalUrl.file(folder));
      for (var one : threads.invokeAll(List.of(open, open, open))) {
        opened.add(one.get());
      }
    }
    opened.forEach(journal -> assertEquals(Optional.empty(), journal.fault()));
    opened.getFirst().close();
  }

  @Test
  void aFileThatAnotherProcessHoldsIsNamedWithWhatToDo() throws Exception {
    var other = JournalChild.start(JournalChild.HOLD, folder);
    try {
      assertEquals("open", other.inputReader().readLine());
      var refusal =
          assertThrows(JournalException.class, () -> Journal.open(JournalUrl.file(folder)));
      assertTrue(refusal.detail().contains(folder.toString()), refusal.detail());
      assertTrue(refusal.detail().contains("is open in another process"), refusal.detail());
      assertTrue(refusal.hint().contains("stop that process"), refusal.hint());
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void aClosedFileIsFreeForAnotherProcess() throws Exception {
    Journal.open(JournalUrl.file(folder)).close();
    var other = JournalChild.start(JournalChild.HOLD, folder);
    try {
      assertEquals("open", other.inputReader().readLine());
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesAProcessThatIsKilledAtOnce() throws Exception {
    assertEquals(9, JournalChild.start(JournalChild.WRITE_AND_DIE, folder).waitFor());
    try (var journal = Journal.open(JournalUrl.file(folder));
        var connection = DriverManager.getConnection(journal.url().jdbc());
        var rows =
            connection.createStatement().executeQuery("select count(*) from \"event_journal\"")) {
      assertTrue(rows.next());
      assertEquals(JournalChild.EVENTS, rows.getInt(1));
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "not a folder");
    var refusal =
        assertThrows(
            JournalException.class, () -> Journal.open(JournalUrl.file(file.resolve("state"))));
    assertTrue(refusal.detail().contains(file.toString()), refusal.detail());
    assertTrue(refusal.hint().contains("folder exists"), refusal.hint());
  }
}
