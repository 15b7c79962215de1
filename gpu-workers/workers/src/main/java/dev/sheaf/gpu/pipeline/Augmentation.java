package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.vocabulary.Draw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

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

  /** True when it leaves all images as they are. */
  public boolean isNone() {
    return paddingPixels == 0 && !flip;
  }

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
    var changed = new Changed(size, down, right, mirror);
    var row = new byte[size.width()];
    for (int plane = 0; plane < 3; plane++) {
      for (int y = 0; y < size.height(); y++) {
        changed.row(from, row, plane, y);
        MemorySegment.copy(row, 0, to, ValueLayout.JAVA_BYTE, size.offset(plane, y), size.width());
      }
    }
  }

  private record Changed(Size size, int down, int right, boolean mirror) {
    /** Makes row {@code y} of what comes out; black where nothing is left of the image. */
    void row(MemorySegment from, byte[] row, int plane, int y) {
      var width = size.width();
      var fromY = y + down;
      var first = Math.clamp(right, 0, width);
      var count = width - Math.min(Math.abs(right), width);
      var at = Math.clamp(-right, 0, width);
      Arrays.fill(row, (byte) 0);
      if (fromY < 0 || fromY >= size.height() || count == 0) {
        return;
      }
      MemorySegment.copy(
          from, ValueLayout.JAVA_BYTE, size.offset(plane, fromY) + first, row, at, count);
      if (mirror) {
        mirror(row);
      }
    }

    private static void mirror(byte[] row) {
      for (int left = 0, other = row.length - 1; left < other; left++, other--) {
        var pixel = row[left];
        row[left] = row[other];
        row[other] = pixel;
      }
    }
  }

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
