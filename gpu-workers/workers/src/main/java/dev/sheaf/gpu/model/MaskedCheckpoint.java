package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.policies.model.TaskMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A checkpoint of several tasks: weights once, and whose each of them is.
 *
 * <pre>
 *   "SHM1" | u32 tasks | u64 length of the checkpoint | u64 owners      (big-endian)
 *   the checkpoint: tensors as "SHK1" has them
 *   a byte for each number of its tensors, in order, deflated: 0 nobody's, else the task's
 * </pre>
 *
 * <p>A process reads plain checkpoints, so the weights of one task are made on the way to it.
 */
final class MaskedCheckpoint {
  private static final int MAGIC = 0x53484D31;
  private static final int PLAIN_MAGIC = 0x53484B31;
  private static final int HEAD_BYTES = 24;
  private static final int DIGEST_BYTES = 32;

  private MaskedCheckpoint() {}

  /** Puts a plain checkpoint and its owners together. */
  static byte[] pack(byte[] plain, byte[] owners, int tasks) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(owners);
    deflater.finish();
    var packed = new ByteArrayOutputStream();
    var some = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(some, 0, deflater.deflate(some));
    }
    deflater.end();
    return ByteBuffer.allocate(HEAD_BYTES + plain.length + packed.size())
        .putInt(MAGIC)
        .putInt(tasks)
        .putLong(plain.length)
        .putLong(owners.length)
        .put(plain)
        .put(packed.toByteArray())
        .array();
  }

  /**
   * How many bytes a process will read.
   *
   * @throws DamagedException when the file has not the task that is asked for
   */
  static long weightBytes(MemorySegment file, ModelCard.Facts facts) throws IOException {
    var masked = file.byteSize() >= HEAD_BYTES && buffer(file, 0, HEAD_BYTES).getInt() == MAGIC;
    if (masked != facts.task() > 0) {
      throw new DamagedException(
          masked
              ? "it holds several tasks: say which one by task"
              : "it holds no task %d: it is no masked checkpoint".formatted(facts.task()));
    }
    if (!masked) {
      return file.byteSize();
    }
    var head = buffer(file, 4, HEAD_BYTES - 4);
    var tasks = head.getInt();
    var plain = head.getLong();
    if (facts.task() > tasks) {
      throw new DamagedException(
          "task must be one of its 1..%d but was %d".formatted(tasks, facts.task()));
    }
    if (plain < DIGEST_BYTES || plain > file.byteSize() - HEAD_BYTES) {
      throw new DamagedException("it is a masked checkpoint that is cut short");
    }
    return plain;
  }

  /**
   * Writes the plain checkpoint of one task.
   *
   * @throws DamagedException when the file is no masked checkpoint from its beginning to its end
   */
  static void select(MemorySegment file, int task, MemorySegment into) throws IOException {
    try {
      selectWhole(file, task, into);
    } catch (BufferUnderflowException | IllegalArgumentException beyond) {
      throw new DamagedException("a length in it is beyond its end");
    }
  }

  private static void selectWhole(MemorySegment file, int task, MemorySegment into)
      throws IOException {
    var plain = into.byteSize();
    into.copyFrom(file.asSlice(HEAD_BYTES, plain));
    var owners = owners(file, HEAD_BYTES + plain, buffer(file, 16, 8).getLong());
    var at = 0;
    var walk = buffer(into, 0, plain - DIGEST_BYTES);
    if (walk.getInt() != PLAIN_MAGIC) {
      throw new DamagedException("its weights do not begin with SHK1");
    }
    skipText(walk);
    walk.position(walk.position() + 16);
    for (int tensors = walk.getInt(); tensors > 0; tensors--) {
      skipText(walk);
      var length = walk.getInt();
      if (length < 0 || length > owners.length - at) {
        throw new DamagedException("it has more numbers than owners");
      }
      if (length > walk.remaining() / Float.BYTES) {
        throw new DamagedException("a tensor in it ends early");
      }
      for (int i = 0; i < length; i++, at++) {
        if (!TaskMask.uses(task, owners[at])) {
          walk.putInt(walk.position() + Float.BYTES * i, 0);
        }
      }
      walk.position(walk.position() + Float.BYTES * length);
    }
    sign(into);
  }

  private static void sign(MemorySegment plain) {
    var digest = WeightPages.sha256();
    digest.update(plain.asSlice(0, plain.byteSize() - DIGEST_BYTES).asByteBuffer());
    MemorySegment.copy(
        digest.digest(),
        0,
        plain,
        ValueLayout.JAVA_BYTE,
        plain.byteSize() - DIGEST_BYTES,
        DIGEST_BYTES);
  }

  private static byte[] owners(MemorySegment file, long from, long count) throws IOException {
    if (count < 0 || count > file.byteSize()) {
      throw new DamagedException("it says that it has " + count + " numbers");
    }
    var inflater = new Inflater();
    try {
      inflater.setInput(file.asSlice(from).asByteBuffer());
      var owners = new byte[(int) count];
      var at = 0;
      while (at < owners.length) {
        var some = inflater.inflate(owners, at, owners.length - at);
        if (some == 0) {
          throw new DamagedException("its owners are cut short");
        }
        at += some;
      }
      return owners;
    } catch (DataFormatException broken) {
      throw new DamagedException("its owners cannot be unpacked: " + broken.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static void skipText(ByteBuffer walk) {
    var length = Short.toUnsignedInt(walk.getShort());
    walk.position(walk.position() + length);
  }

  private static ByteBuffer buffer(MemorySegment file, long from, long length) {
    return file.asSlice(from, length).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
  }
}
