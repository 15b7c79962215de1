package dev.sheaf.http.s3;

import dev.sheaf.actors.dataset.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * A tar of samples as WebDataset has it: {@code 0000000042.jpg} and, where the sample has a label,
 * {@code 0000000042.cls}. The same samples make the same bytes: no times, no owners.
 *
 * <p>How an image's name ends follows from its first bytes, as the manifest does not know it; names
 * are of one length, so sizes do not depend on it.
 */
record TarForm(Manifest manifest) implements RecordForm {
  private static final int BLOCK = 512;
  private static final int MODE = 0100444;

  @Override
  public int headBytes() {
    return BLOCK;
  }

  @Override
  public boolean headFollowsSample() {
    return true;
  }

  @Override
  public byte[] head(int n, long id, byte[] start) {
    return header(name(n) + ending(start), manifest.length(id));
  }

  private static String name(int n) {
    return "%010d".formatted(n);
  }

  private static String ending(byte[] start) {
    var text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00FF\u00D8\u00FF")) {
      return ".jpg";
    } else if (text.startsWith("\u0089PNG")) {
      return ".png";
    } else if (text.startsWith("GIF8")) {
      return ".gif";
    }
    return text.startsWith("BM") ? ".bmp" : ".bin";
  }

  private static byte[] header(String name, long sizeBytes) {
    var entry = new TarArchiveEntry(name);
    entry.setSize(sizeBytes);
    entry.setMode(MODE);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    var header = new byte[BLOCK];
    entry.writeEntryHeader(header);
    return header;
  }

  @Override
  public int tailBytes(int n, long id) {
    return padding(manifest.length(id)) + (manifest.label(id) < 0 ? 0 : 2 * BLOCK);
  }

  private static int padding(int length) {
    return -length & (BLOCK - 1);
  }

  @Override
  public byte[] tail(int n, long id) {
    var tail = new byte[tailBytes(n, id)];
    if (manifest.label(id) >= 0) {
      var label = Integer.toString(manifest.label(id)).getBytes(StandardCharsets.US_ASCII);
      var at = padding(manifest.length(id));
      System.arraycopy(header(name(n) + ".cls", label.length), 0, tail, at, BLOCK);
      System.arraycopy(label, 0, tail, at + BLOCK, label.length);
    }
    return tail;
  }

  @Override
  public byte[] end() {
    var end = new byte[2 * BLOCK];
    Arrays.fill(end, (byte) 0);
    return end;
  }
}
