package dev.sheaf.sharding.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.sharding.journal.JournalUrl.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class JournalUrlTest {
  @Test
  void aFolderMeansAnH2FileThatWritesAtOnce() {
    var url = JournalUrl.file(Path.of("/state"));
    assertEquals(Kind.H2_FILE, url.kind());
    assertTrue(url.jdbc().startsWith("jdbc:h2:file:/state/journal;"), url.jdbc());
    assertTrue(url.jdbc().contains(";WRITE_DELAY=0"), url.jdbc());
  }

  @Test
  void anOptionOfTheUserIsKept() throws JournalException {
    var url = JournalUrl.parse("jdbc:postgresql://db/sheaf?socketTimeout=99");
    assertTrue(url.jdbc().contains("socketTimeout=99"), url.jdbc());
    assertFalse(url.jdbc().contains("socketTimeout=20"), url.jdbc());
    assertTrue(url.jdbc().contains("&connectTimeout=5"), url.jdbc());
  }

  @Test
  void theFirstOptionOfAUrlWithoutAnyBeginsTheQuery() throws JournalException {
    var url = JournalUrl.parse("jdbc:postgresql://db/sheaf");
    assertTrue(url.jdbc().startsWith("jdbc:postgresql://db/sheaf?connectTimeout=5&"), url.jdbc());
  }

  @Test
  void whatIsShownHasNeitherPasswordNorOptionsOfOurs() throws JournalException {
    assertEquals(
        "jdbc:postgresql://db/sheaf?user=ann&password=***",
        JournalUrl.parse("jdbc:postgresql://db/sheaf?user=ann&password=s3cret").toString());
    assertEquals(
        "jdbc:postgresql://***@db/sheaf",
        JournalUrl.parse("jdbc:postgresql://ann:s3cret@db/sheaf").display());
    assertEquals(
        "jdbc:h2:file:/a/b;PASSWORD=***",
        JournalUrl.parse("jdbc:h2:file:/a/b;PASSWORD=s3cret").display());
  }

  @Test
  void anotherDatabaseIsRefusedWithoutShowingItsPassword() {
    var refusal =
        assertThrows(
            JournalException.class,
            () -> JournalUrl.parse("jdbc:mysql://db/sheaf?user=ann&password=s3cret"));
    assertTrue(refusal.detail().contains("jdbc:postgresql:"), refusal.detail());
    assertTrue(refusal.detail().contains("jdbc:mysql://db/sheaf"), refusal.detail());
    assertFalse(refusal.toString().contains("s3cret"), refusal.toString());
    assertTrue(refusal.hint().contains("sheaf.journal.url"), refusal.hint());
  }
}
