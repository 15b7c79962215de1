package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.vocabulary.Draw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Random shift and mirror of small images: pad, crop back to size, flip.
 *
 * <p>What happens to a sample is a function of seed, epoch and id, so a repeated batch is the same
 * to the bit. <i>Source:</i> the usual CIFAR training recipe, He et al., CVPR 2016, §4.2.
 *
 * @param paddingPixels the most an image is shifted in each direction; 0 = not at all
 * @param flip whether every second image is mirrored, by chance
 * @param seed the member's seed
 */
public record Augmentation(int paddingPixels, boolean flip, long seed) {
  /** Leaves images as they are. */
  public static final Augmentation NONE = new Augmentation(0, false, 0);

  /** Copies an image of {@code height} × {@code width} from one place to another, changed. */
  public void apply(MemorySegment from, MemorySegment to, Size size, int epoch, long id) {
    var drawn = Draw.draw(seed, epoch, id);
    var span = 2 * paddingPixels + 1;
    var down = (int) Draw.below(Draw.draw(drawn, 1), span) - paddingPixels;
    var right = (int) Draw.below(Draw.draw(drawn, 2), span) - paddingPixels;
    var mirror = flip && Draw.draw(drawn, 3) < 0;
    if (down == 0 && right == 0 && !mirror) {
      MemorySegment.copy(from, 0, to, 0, size.bytes());
      return;
    }
    for (int plane = 0; plane < 3; plane++) {
      for (int y = 0; y < size.height(); y++) {
        row(from, to, new Row(size, plane, y, y + down, right, mirror));
      }
    }
  }

  private static void row(MemorySegment from, MemorySegment to, Row row) {
    var width = row.size.width();
    var target = row.size.offset(row.plane, row.y);
    if (row.fromY < 0 || row.fromY >= row.size.height()) {
      to.asSlice(target, width).fill((byte) 0);
      return;
    }
    var source = row.size.offset(row.plane, row.fromY);
    for (int x = 0; x < width; x++) {
      var fromX = (row.mirror ? width - 1 - x : x) + row.right;
      var pixel =
          fromX < 0 || fromX >= width ? (byte) 0 : from.get(ValueLayout.JAVA_BYTE, source + fromX);
      to.set(ValueLayout.JAVA_BYTE, target + x, pixel);
    }
  }

  private record Row(Size size, int plane, int y, int fromY, int right, boolean mirror) {}

  /** Height and width of an image with three planes. */
  public record Size(int height, int width) {
    /** Bytes of an image. */
    public long bytes() {
      return 3L * height * width;
    }

    private long offset(int plane, int y) {
      return ((long) plane * height + y) * width;
    }
  }
}
