package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LastWordsTest {
  private static InputStream output(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyTheEndIsKept() {
    var words = new LastWords(output("x".repeat(5_000) + " no such engine\n"));
    assertEquals(
        "; it said last: " + "x".repeat(LastWords.KEPT_BYTES - 16) + " no such engine",
        words.sentence());
    assertEquals(5_016, words.printedBytes());
  }

  @Test
  void whoPrintsNothingIsNotQuoted() {
    assertEquals("", new LastWords(output(" \n")).sentence());
  }

  @Test
  void whatIsLeftWhenThePipeIsReplacedUnderTheReaderIsRead() {
    assertEquals(
        "; it said last: no such engine",
        new LastWords(new Replaced(output("no such engine"), 1)).sentence());
  }

  @Test
  void aPipeThatStaysClosedIsGivenUp() {
    assertEquals("", new LastWords(new Replaced(output("never"), Integer.MAX_VALUE)).sentence());
  }

  /** The pipe of a process that ends: closed for so many reads, then what was left in it. */
  private static final class Replaced extends FilterInputStream {
    private int closedReads;

    Replaced(InputStream left, int closedReads) {
      super(left);
      this.closedReads = closedReads;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      if (closedReads > 0) {
        closedReads--;
        throw new IOException("Stream closed");
      }
      return super.read(into, from, most);
    }
  }
}
