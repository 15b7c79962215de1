package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.sheaf.wire.ring.RingSlot;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A batch as tensors of its own: once it is made, the ring's slot can be given back.
 *
 * @param manager owns the tensors, and all that is computed from them
 * @param images float32, count × C × H × W, a pixel's 0..255 brought to -2..2
 * @param labels int64, count × 1
 * @param count samples
 * @param weights float32, count × 1: how often the loss of each counts; null where each counts once
 */
record Batch(
    NDManager manager, NDArray images, NDArray labels, int count, @Nullable NDArray weights)
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
      return new Batch(manager, images, rawLabels.duplicate(), count, null);
    }
  }

  /** The same batch, whose losses count so often; {@code times} has a byte for each sample. */
  Batch weighted(ByteBuffer times) {
    var weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = Byte.toUnsignedInt(times.get(times.position() + i));
    }
    return new Batch(manager, images, labels, count, manager.create(weights, new Shape(count, 1)));
  }

  @Override
  public void close() {
    manager.close();
  }
}
