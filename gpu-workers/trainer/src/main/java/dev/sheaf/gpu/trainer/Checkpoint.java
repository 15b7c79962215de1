package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.FromTrainer.Failed;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * All that training needs to go on bit for bit: weights, running statistics, what the optimizer
 * remembers, and how far it is.
 *
 * <pre>
 *   "SHK1" | u16 + text: what for | u64 step | u32 epoch | u32 below | u32 tensors
 *   per tensor: u16 + name | u32 length | float32 …          (all big-endian)
 *   SHA-256 of what precedes
 * </pre>
 *
 * <p>The file before the newest stays beside it as {@code .previous}, and is used when the newest
 * cannot be read.
 *
 * <p>The learning rate is a function of the step and the first weights are one of the seed, so no
 * generator's state is kept; a tensor is known by its name.
 *
 * @param purpose the model and optimizer it is for, in words: it fits no other
 * @param step training steps done
 * @param epoch epoch of the last batch trained on
 * @param below the batches below this one of that epoch are done
 * @param tensors numbers by name
 */
record Checkpoint(
    String purpose, long step, int epoch, int below, SequencedMap<String, float[]> tensors) {
  private static final int MAGIC = 0x53484B31;
  private static final int MAX_TENSORS = 10_000;
  private static final int MAX_TENSOR_LENGTH = 1 << 28;

  /** The digest and length of a written checkpoint. */
  record Written(String sha256, long sizeBytes) {}

  /** Writes to a temporary file beside {@code path}, syncs, and renames. */
  Written write(Path path) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    var temporary = Files.createTempFile(folder, "checkpoint", ".tmp");
    try {
      var whole = sha256();
      var content = sha256();
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
          var buffer = new BufferedOutputStream(Channels.newOutputStream(channel));
          var file = new DigestOutputStream(buffer, whole);
          var out = new DataOutputStream(new DigestOutputStream(file, content))) {
        writeTo(out);
        file.write(content.digest());
        file.flush();
        channel.force(true);
      }
      keepPrevious(path);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return new Written(HexFormat.of().formatHex(whole.digest()), Files.size(path));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Gives what is at {@code path} a second name, so that there is a whole file at every moment. */
  private static void keepPrevious(Path path) {
    try {
      if (Files.exists(path)) {
        Files.deleteIfExists(previous(path));
        Files.createLink(previous(path), path);
      }
    } catch (IOException | UnsupportedOperationException noLinks) {
      // A file system without links keeps the newest only.
    }
  }

  private static Path previous(Path path) {
    return path.resolveSibling(path.getFileName() + ".previous");
  }

  /**
   * Reads the newest checkpoint at {@code path} that is whole, which must have been written for
   * {@code purpose}.
   */
  static Checkpoint read(Path path, String purpose) throws TrainerException {
    try {
      return readWhole(path, purpose);
    } catch (TrainerException damaged) {
      if (!Files.exists(previous(path))) {
        throw damaged;
      }
      try {
        var before = readWhole(previous(path), purpose);
        System.err.println(damaged.getMessage() + ": the one before it is used");
        return before;
      } catch (TrainerException bothDamaged) {
        throw damaged;
      }
    }
  }

  private static Checkpoint readWhole(Path path, String purpose) throws TrainerException {
    try (var digest =
            new DigestInputStream(new BufferedInputStream(Files.newInputStream(path)), sha256());
        var in = new DataInputStream(digest)) {
      var read = readFrom(in, purpose);
      var expected = digest.getMessageDigest().digest();
      digest.on(false);
      if (!Arrays.equals(expected, in.readAllBytes())) {
        throw new IOException("its SHA-256 does not fit");
      }
      return read;
    } catch (IOException unreadable) {
      throw new TrainerException(
          Failed.Kind.CHECKPOINT, "cannot read checkpoint " + path + ": " + unreadable);
    }
  }

  private void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(MAGIC);
    out.writeUTF(purpose);
    out.writeLong(step);
    out.writeInt(epoch);
    out.writeInt(below);
    out.writeInt(tensors.size());
    for (var tensor : tensors.entrySet()) {
      out.writeUTF(tensor.getKey());
      out.writeInt(tensor.getValue().length);
      var bytes = ByteBuffer.allocate(Float.BYTES * tensor.getValue().length);
      bytes.asFloatBuffer().put(tensor.getValue());
      out.write(bytes.array());
    }
  }

  private static Checkpoint readFrom(DataInputStream in, String purpose) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("it does not begin with SHK1");
    }
    var found = in.readUTF();
    if (!found.equals(purpose)) {
      throw new IOException("it is for " + found + " and not for " + purpose);
    }
    var step = in.readLong();
    var epoch = in.readInt();
    var below = in.readInt();
    var tensors = new LinkedHashMap<String, float[]>();
    for (int left = inRange("tensors", in.readInt(), MAX_TENSORS); left > 0; left--) {
      var name = in.readUTF();
      tensors.put(name, floats(in, inRange(name, in.readInt(), MAX_TENSOR_LENGTH)));
    }
    return new Checkpoint(found, step, epoch, below, tensors);
  }

  private static float[] floats(DataInputStream in, int length) throws IOException {
    var bytes = in.readNBytes(Float.BYTES * length);
    if (bytes.length < Float.BYTES * length) {
      throw new IOException("it ends early");
    }
    var values = new float[length];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static int inRange(String name, int length, int most) throws IOException {
    if (length < 0 || length > most) {
      throw new IOException("length of " + name + " must be 0.." + most + " but was " + length);
    }
    return length;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
