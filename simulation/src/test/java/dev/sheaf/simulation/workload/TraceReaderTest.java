package dev.sheaf.simulation.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceReaderTest {
  private static final Columns COLUMNS = new Columns("uri", "bytes", "at");
  private static final String GOOD =
      """
      at,agent,bytes,uri
      2017-06-20 00:00:26.626,"one, two",28540435.0,a
      2017-06-20 00:00:27,"says ""hi""\",10,b
      2017-06-20 01:00:26.627,,30,a
      """;

  @TempDir private Path folder;

  @Test
  void columnsAreFoundByNameAndQuotedCommasPartNothing() throws IOException {
    var trace = read(GOOD, 0);
    assertArrayEquals(new int[] {0, 1, 0}, trace.objects());
    assertEquals(2, trace.uniqueObjects());
    assertEquals(28_540_435, trace.sizeBytes(0));
    assertEquals(374_000_000, trace.atNanos(1));
    assertEquals(3_600_001_000_000L, trace.atNanos(2));
    assertArrayEquals(new long[] {28_540_435, 10}, trace.objectSizesBytes());
    assertArrayEquals(new long[] {30, 10}, trace.objectSizesBytes(100));
  }

  @Test
  void aGzippedFileIsToldByItsBytesNotItsName() throws IOException {
    var file = Files.write(folder.resolve("plain.csv"), zipped(GOOD));
    assertEquals(3, TraceReader.read(file, COLUMNS, 0).requests());
  }

  @Test
  void aFileThatIsCutShortIsRefused() throws IOException {
    var whole = zipped(GOOD);
    var file = Files.write(folder.resolve("t.gz"), Arrays.copyOf(whole, whole.length - 12));
    assertTrue(
        assertThrows(BadScenario.class, () -> TraceReader.read(file, COLUMNS, 99))
            .getMessage()
            .contains("cannot be read"));
  }

  @Test
  void aBrokenRowIsNamedByItsLineAndWhatIsWrong() throws IOException {
    assertRefused("line 3: bytes must be a number of bytes", GOOD.replace(",10,", ",ten,"));
    assertRefused("line 3: bytes must be a number of bytes", GOOD.replace(",10,", ",-10,"));
    assertRefused("line 3: bytes must be a number of bytes", GOOD.replace(",10,", ",NaN,"));
    assertRefused("line 3: uri is missing", GOOD.replace(",10,b", ",10,"));
    assertRefused("line 3: uri is missing", GOOD.replace(",10,b", ",10"));
    assertRefused("line 3: at must be a time", GOOD.replace("20 00:00:27", "31 00:00:27"));
    assertRefused("line 3: at is before that of the row above", GOOD.replace(":27,", ":25,"));
    assertRefused("line 3: the quote at character 21 is left open", GOOD.replace("\"\"\",", ","));
    assertRefused("line 3: the quote at character 27 must be", GOOD.replace("\"\"hi", "\"hi"));
  }

  @Test
  void aFewBrokenRowsAreLeftOutAndCountedAndOneTooManyIsRefused() throws IOException {
    var broken = GOOD + "x\n\n";
    var trace = read(broken, 2);
    assertEquals(3, trace.requests());
    assertEquals(2, trace.brokenRows());
    var refusal = assertThrows(BadScenario.class, () -> read(broken, 1)).getMessage();
    assertTrue(
        refusal.contains("2 broken rows, at most 1 are allowed; the first is line 5"), refusal);
  }

  @Test
  void aFileWithoutTheColumnOrWithoutRowsIsRefused() throws IOException {
    assertRefused("no column uri: did you mean url?", GOOD.replace("uri", "url"));
    assertRefused("is empty", "");
    assertRefused("at least one good row", "uri,bytes,at\n");
  }

  @Test
  void aTraceIsLookedForInEachFolderAndARefusalNamesThemAll() throws IOException {
    var beside = Files.createDirectory(folder.resolve("beside"));
    var files = new TraceFiles(List.of(folder, beside));
    var refusal = assertThrows(BadScenario.class, () -> files.find("t.csv")).getMessage();
    assertTrue(refusal.contains(folder.resolve("t.csv") + ", " + beside.resolve("t.csv")), refusal);
    var far = Files.writeString(beside.resolve("t.csv"), GOOD);
    assertEquals(far, files.find("t.csv"));
    assertEquals(far, files.find(far.toString()), "an absolute path is itself");
    var near = Files.writeString(folder.resolve("t.csv"), GOOD);
    assertEquals(near, files.find("t.csv"));
  }

  @Test
  void statisticsAreThoseOfTheRows() throws IOException {
    var like = new TraceStatistics(read(GOOD, 0));
    assertEquals(1, like.seenOnce());
    assertEquals(2, like.mostRequested());
    assertArrayEquals(new long[] {2, 1}, like.requestsPerHour());
    assertEquals(28_540_445, like.workingSetBytes());
    assertEquals(28_540_475, like.transferredBytes());
    assertEquals(30, like.sizeBytes(.5));
    assertEquals(3_600_001_000_000L, like.reuseNanos(.5));
    assertEquals(0, like.reusedWithin(3_600_000_000_000L));
    assertEquals(1 - 2 / 3.0, like.mostHitRatio(), 1e-12);
  }

  private void assertRefused(String why, String text) {
    var refusal = assertThrows(BadScenario.class, () -> read(text, 0)).getMessage();
    assertTrue(refusal.contains(why), refusal);
  }

  private Trace read(String text, int mostBroken) throws IOException {
    return TraceReader.read(
        Files.writeString(folder.resolve("read.csv"), text), COLUMNS, mostBroken);
  }

  private static byte[] zipped(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
