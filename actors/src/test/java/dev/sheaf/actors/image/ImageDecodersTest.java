package dev.sheaf.actors.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageDecodersTest {
  private static final long SEED = 42;
  private static final int SIDE = 32;

  private final ImageDecoders plain = ImageDecoders.plain();

  @Test
  void turboJpegAndImageIoSeeTheSamePicture() throws IOException {
    var found = TurboJpegDecoder.find();
    assumeTrue(found.isPresent(), "skipped: libturbojpeg.so.0 is not installed");
    var jpeg = encoded(new ImageSynthesizer(SEED).image(4, 1), "jpg");
    var turbo = pixels();
    var other = pixels();
    assertTrue(found.get().decode(jpeg, turbo, SIDE, SIDE));
    assertTrue(new ImageIoDecoder().decode(jpeg, other, SIDE, SIDE));
    for (long i = 0; i < turbo.byteSize(); i++) {
      assertEquals(unsigned(other, i), unsigned(turbo, i), 12, "pixel " + i);
    }
  }

  @Test
  void planesAreRedGreenBlueAndLargerImagesAreAveraged() throws IOException {
    var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, (x + y) % 2 == 0 ? 0xFF8000 : 0xFF8064);
      }
    }
    var planes = pixels();
    assertTrue(decode(plain, encoded(image, "png"), planes));
    assertEquals(255, unsigned(planes, 0));
    assertEquals(128, unsigned(planes, SIDE * SIDE));
    assertEquals(50, unsigned(planes, 2 * SIDE * SIDE));
  }

  @Test
  void aCifarRecordIsItsOwnPixels() {
    var record = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < record.length; i++) {
      record[i] = (byte) (i * 7);
    }
    var planes = pixels();
    assertTrue(decode(plain, record, planes));
    assertArrayEquals(record, planes.toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void damagedBytesAreAnAnswerAndNeverACrash() throws IOException {
    var decoders = ImageDecoders.detect();
    var whole = encoded(new ImageSynthesizer(SEED).image(2, 3), "jpg");
    var undecodable = 0;
    for (int trial = 0; trial < 3_000; trial++) {
      var bytes = mutated(whole, trial);
      undecodable += decode(decoders, bytes, pixels()) ? 0 : 1;
    }
    assertTrue(undecodable > 100, "seed " + SEED + ": only " + undecodable + " were refused");
    assertFalse(decode(decoders, new byte[0], pixels()));
    assertFalse(decode(decoders, "no image at all".getBytes(StandardCharsets.US_ASCII), pixels()));
  }

  @Test
  void aTruncatedJpegIsNotHalfASample() throws IOException {
    assumeTrue(TurboJpegDecoder.find().isPresent(), "skipped: libturbojpeg.so.0 is absent");
    var whole = encoded(new ImageSynthesizer(SEED).image(2, 3), "jpg");
    var half = java.util.Arrays.copyOf(whole, whole.length * 2 / 3);
    assertFalse(decode(ImageDecoders.detect(), half, pixels()));
  }

  @Test
  void aSeedAlwaysMakesTheSameImagesAndAnotherSeedOthers(@TempDir Path folder) throws IOException {
    new ImageSynthesizer(SEED).write(folder, 2, 1);
    var file = folder.resolve("train/star/0001.jpg");
    var first = Files.readAllBytes(file);
    assertTrue(Files.exists(folder.resolve("test/arc/0002.jpg")));
    new ImageSynthesizer(SEED).write(folder, 2, 1);
    assertArrayEquals(first, Files.readAllBytes(file));
    new ImageSynthesizer(SEED + 1).write(folder, 2, 1);
    assertFalse(java.util.Arrays.equals(first, Files.readAllBytes(file)));
  }

  private static byte[] mutated(byte[] whole, int trial) {
    var bytes = whole.clone();
    var changes = 1 + (int) Draw.below(Draw.draw(SEED, trial), 8);
    for (int change = 0; change < changes; change++) {
      var drawn = Draw.draw(SEED, trial, change);
      bytes[(int) Draw.below(drawn, bytes.length)] = (byte) Draw.draw(drawn, 1);
    }
    return trial % 5 == 0 ? java.util.Arrays.copyOf(bytes, bytes.length / 2) : bytes;
  }

  private static boolean decode(ImageDecoders decoders, byte[] bytes, MemorySegment planes) {
    return decoders.decode(List.of(MemorySegment.ofArray(bytes)), planes, SIDE, SIDE);
  }

  private static MemorySegment pixels() {
    return Arena.ofAuto().allocate(3L * SIDE * SIDE);
  }

  private static int unsigned(MemorySegment segment, long at) {
    return segment.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }
}
