package dev.sheaf.gpu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sheaf.policies.vocabulary.Draw;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
  @Test
  void everyPixelIsWhereShiftAndMirrorPutIt() {
    var random = new Random(5);
    for (int id = 0; id < 200; id++) {
      var size = new Augmentation.Size(1 + random.nextInt(9), 1 + random.nextInt(9));
      var augmentation = new Augmentation(random.nextInt(5), random.nextBoolean(), 77);
      var image = new byte[(int) size.bytes()];
      random.nextBytes(image);
      var changed = new byte[image.length];
      random.nextBytes(changed);
      augmentation.apply(MemorySegment.ofArray(image), MemorySegment.ofArray(changed), size, 3, id);
      assertArrayEquals(expected(augmentation, image, size, id), changed, "image " + id);
    }
  }

  private static byte[] expected(
      Augmentation augmentation, byte[] image, Augmentation.Size size, long id) {
    var drawn = Draw.draw(augmentation.seed(), 3, id);
    var span = 2 * augmentation.paddingPixels() + 1;
    var down = (int) Draw.below(Draw.draw(drawn, 1), span) - augmentation.paddingPixels();
    var right = (int) Draw.below(Draw.draw(drawn, 2), span) - augmentation.paddingPixels();
    var mirror = augmentation.flip() && Draw.draw(drawn, 3) < 0;
    var expected = new byte[image.length];
    for (int at = 0; at < expected.length; at++) {
      var x = at % size.width();
      var y = at / size.width() % size.height() + down;
      var fromX = (mirror ? size.width() - 1 - x : x) + right;
      if (fromX >= 0 && fromX < size.width() && y >= 0 && y < size.height()) {
        expected[at] =
            image[at + (y - at / size.width() % size.height()) * size.width() + fromX - x];
      }
    }
    return expected;
  }
}
