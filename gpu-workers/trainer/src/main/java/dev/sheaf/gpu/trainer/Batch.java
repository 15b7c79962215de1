package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.sheaf.wire.ring.RingSlot;

/**
 * A batch as tensors of its own: once it is made, the ring's slot can be given back.
 *
 * @param manager owns the tensors, and all that is computed from them
 * @param images float32, count × C × H × W, a pixel's 0..255 brought to -2..2
 * @param labels int64, count × 1
 * @param count samples
 */
record Batch(NDManager manager, NDArray images, NDArray labels, int count)
    implements AutoCloseable {
  private static final float CENTRE = 2;
  private static final float SCALE = 1 / 63.75f;

  /** Reads a slot where it lies; the conversion to float32 is the copy. */
  static Batch of(RingSlot slot, NDManager manager) {
    var shape = slot.shape();
    var count = slot.count();
    var pixels = slot.images().asSlice(0, count * shape.imageBytes()).asByteBuffer();
    var labels = slot.labels().asSlice(0, count * (long) Long.BYTES).asByteBuffer();
    var form = new Shape(count, shape.channels(), shape.height(), shape.width());
    try (var raw = manager.create(pixels, form, DataType.UINT8);
        var rawLabels = manager.create(labels, new Shape(count, 1), DataType.INT64)) {
      var images = raw.toType(DataType.FLOAT32, true).muli(SCALE).subi(CENTRE);
      return new Batch(manager, images, rawLabels.duplicate(), count);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
