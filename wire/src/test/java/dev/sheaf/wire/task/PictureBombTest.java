package dev.sheaf.wire.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Some hundred bytes that say they are gigabytes of pixels. */
final class PictureBombTest {
  private static final long MOST_BYTES = 16 << 20;

  private static byte[] png(int width, int height) throws IOException {
    var out = new ByteArrayOutputStream();
    var data = new DataOutputStream(out);
    data.writeLong(0x89504E470D0A1A0AL);
    var head = new ByteArrayOutputStream();
    var fields = new DataOutputStream(head);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {16, 6, 0, 0, 0});
    chunk(data, "IHDR", head.toByteArray());
    var deflater = new Deflater();
    deflater.setInput(new byte[1 << 16]);
    deflater.finish();
    var squeezed = new byte[1 << 10];
    var length = deflater.deflate(squeezed);
    deflater.end();
    chunk(data, "IDAT", Arrays.copyOf(squeezed, length));
    chunk(data, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(DataOutputStream out, String name, byte[] body) throws IOException {
    var type = name.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(type);
    crc.update(body);
    out.writeInt(body.length);
    out.write(type);
    out.write(body);
    out.writeInt((int) crc.getValue());
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void aPictureThatClaimsGigabytesIsNoneAndTakesNothing() throws IOException {
    JdkImages.read(png(8, 8));
    for (var side : new int[] {16_385, 60_000, Integer.MAX_VALUE}) {
      var bomb = png(side, side);
      var before = allocated();
      assertEquals(Optional.empty(), JdkImages.read(bomb), side + " pixels a side");
      var took = allocated() - before;
      assertTrue(took < MOST_BYTES, "%d bytes made %d".formatted(bomb.length, took));
    }
  }

  @Test
  void aPictureThatTheRulesAllowAndTheHeapDoesNotIsNone() throws IOException {
    assertTrue(Picture.isAllowed(16_384, 4_096));
    // 8 bytes a pixel are half a gigabyte: this process may have them or not, but goes on.
    JdkImages.read(png(16_384, 4_096));
    assertTrue(JdkImages.read(png(8, 8)).isPresent());
  }
}
