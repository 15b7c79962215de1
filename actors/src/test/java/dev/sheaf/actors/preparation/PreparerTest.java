package dev.sheaf.actors.preparation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.image.Pixels;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.policies.vocabulary.Preparation.Crop;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What becomes of pictures on their way into a prepared batch. */
final class PreparerTest {
  private static final DatasetVersion VERSION = new DatasetVersion("cats", "ab".repeat(32));

  /** A picture whose pixels say where they are: red the column, green the row. */
  private static Pixels picture(int height, int width) {
    var rgb = new byte[3 * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[3 * (y * width + x)] = (byte) x;
        rgb[3 * (y * width + x) + 1] = (byte) y;
        rgb[3 * (y * width + x) + 2] = 7;
      }
    }
    return new Pixels(MemorySegment.ofArray(rgb), height, width);
  }

  private static byte[] cut(Pixels from, Preparation how, long drawn) {
    var planar = new byte[how.rowBytes()];
    Cropping.apply(from, how, drawn, MemorySegment.ofArray(planar));
    return planar;
  }

  @Test
  void theMiddleIsCutOutPlaneByPlane() {
    var planar = cut(picture(5, 7), new Preparation(2, 3, Crop.CENTER, false), 1);
    assertArrayEquals(new byte[] {2, 3, 4, 2, 3, 4, 1, 1, 1, 2, 2, 2, 7, 7, 7, 7, 7, 7}, planar);
  }

  @Test
  void chanceCutsEveryPartAndTheSameOneForTheSameDraw() {
    var how = new Preparation(2, 2, Crop.RANDOM, false);
    var corners = new HashSet<List<Byte>>();
    for (long drawn = 0; drawn < 400; drawn++) {
      var planar = cut(picture(4, 5), how, drawn);
      assertArrayEquals(planar, cut(picture(4, 5), how, drawn));
      assertEquals(planar[0] + 1, planar[1]);
      assertEquals(planar[4] + 1, planar[6]);
      corners.add(List.of(planar[0], planar[4]));
    }
    assertEquals(4 * 3, corners.size());
  }

  @Test
  void aboutEverySecondPictureIsMirrored() {
    var how = new Preparation(3, 3, Crop.CENTER, true);
    var mirrored = 0;
    for (long drawn = 0; drawn < 400; drawn++) {
      var planar = cut(picture(3, 3), how, drawn);
      var isMirrored = planar[0] == 2;
      assertArrayEquals(
          isMirrored ? new byte[] {2, 1, 0} : new byte[] {0, 1, 2},
          new byte[] {planar[0], planar[1], planar[2]});
      mirrored += isMirrored ? 1 : 0;
    }
    assertTrue(mirrored > 150 && mirrored < 250, "mirrored " + mirrored);
  }

  @Test
  void aSmallerPictureIsEnlargedInItsProportionsUntilItCovers() {
    var planar = cut(picture(2, 4), new Preparation(4, 4, Crop.CENTER, false), 1);
    // 4 × 8 after enlarging, of which the columns 2 to 5.
    assertArrayEquals(
        new byte[] {1, 1, 2, 2}, new byte[] {planar[0], planar[1], planar[2], planar[3]});
    assertArrayEquals(
        new byte[] {0, 0, 1, 1}, new byte[] {planar[16], planar[20], planar[24], planar[28]});
  }

  @Test
  void aSizeThatIsOutOfRangeIsNamed() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new Preparation(0, 9, Crop.CENTER, false));
    assertTrue(String.valueOf(refused.getMessage()).contains("1..4096"), refused.toString());
  }

  private static byte[] png(int side) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  private static DecodedImages.Sample sample(long id) {
    return new DecodedImages.Sample(VERSION, id);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoAsksWhileItIsDecodedGetsTheSame() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var images =
        new DecodedImages(
            ImageDecoders.plain(),
            1 << 20,
            (version, id) -> {
              begun.countDown();
              awaited(goOn);
              return Optional.empty();
            });
    var encoded = png(8);
    var first =
        CompletableFuture.supplyAsync(() -> images.pixels(sample(1), encoded))
            .thenCompose(Function.identity());
    begun.await();
    var second = images.pixels(sample(1), encoded);
    assertFalse(second.isDone());
    goOn.countDown();
    assertTrue(first.join().isPresent() && first.join().equals(second.join()));
    assertEquals(1, images.decodes());
    assertEquals(1, images.hits());
    assertEquals(3 * 8 * 8, images.usedBytes());
  }

  @Test
  void thoseAskedForLastAreKeptForAsLongAsThereIsRoom() throws IOException {
    var images = new DecodedImages(ImageDecoders.plain(), 2 * 3 * 8 * 8);
    for (long id : new long[] {1, 2, 1, 3}) {
      assertTrue(images.pixels(sample(id), png(8)).join().isPresent());
    }
    assertEquals(3, images.decodes());
    assertEquals(2 * 3 * 8 * 8, images.usedBytes());
    images.pixels(sample(1), png(8)).join();
    assertEquals(3, images.decodes(), "1 was asked for after 2");
    images.pixels(sample(2), png(8)).join();
    assertEquals(4, images.decodes());
  }

  @Test
  void whatCannotBeDecodedIsNotKept() {
    var images = new DecodedImages(ImageDecoders.plain(), 1 << 20);
    var damaged = new byte[] {1, 2, 3};
    assertTrue(images.pixels(sample(1), damaged).join().isEmpty());
    assertEquals(0, images.usedBytes());
    assertTrue(images.pixels(sample(1), damaged).join().isEmpty());
  }
}
