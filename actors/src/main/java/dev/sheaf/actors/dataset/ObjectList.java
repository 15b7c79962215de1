package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.U32;
import static dev.sheaf.actors.dataset.ManifestFormat.U64;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Objects of an origin in the order they were added, in a {@link Spill}: first all are added, then
 * they are gone through, as often as need be.
 *
 * <p><i>Cost:</i> 20 bytes and the key an object, on disk.
 */
final class ObjectList implements Iterable<OriginObject>, AutoCloseable {
  private static final int HEAD_BYTES = 20;

  private final Spill spill;
  private int count;
  private @Nullable MemorySegment mapped;

  private ObjectList(Spill spill) {
    this.spill = spill;
  }

  /** An empty list on the disk of {@code folder}. */
  static ObjectList open(Path folder) throws IOException {
    return new ObjectList(Spill.open(folder));
  }

  /** Adds an object and gives its number. */
  int add(OriginObject object) throws IOException {
    var key = object.key().getBytes(StandardCharsets.UTF_8);
    spill
        .room(HEAD_BYTES + key.length)
        .putLong(object.sizeBytes())
        .putLong(object.tag())
        .putInt(key.length)
        .put(key);
    mapped = null;
    count = Math.addExact(count, 1);
    return count - 1;
  }

  int count() {
    return count;
  }

  /** All objects, in order. */
  Stream<OriginObject> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** The keys of all objects, in order. */
  Iterable<String> keys() {
    return () -> stream().map(OriginObject::key).iterator();
  }

  /** Makes what was added so far ready to be gone through. */
  ObjectList listed() throws IOException {
    mapped = spill.map();
    return this;
  }

  @Override
  public Iterator<OriginObject> iterator() {
    if (mapped == null) {
      throw new IllegalStateException("a list must be complete before it is gone through");
    }
    return new Walk(mapped);
  }

  @Override
  public void close() throws IOException {
    spill.close();
  }

  private static final class Walk implements Iterator<OriginObject> {
    private final MemorySegment bytes;
    private long at;

    Walk(MemorySegment bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean hasNext() {
      return at < bytes.byteSize();
    }

    @Override
    public OriginObject next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all objects were given");
      }
      var key = new byte[bytes.get(U32, at + 16)];
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + HEAD_BYTES, key, 0, key.length);
      var size = bytes.get(U64, at);
      var tag = bytes.get(U64, at + 8);
      at += HEAD_BYTES + key.length;
      return new OriginObject(new String(key, StandardCharsets.UTF_8), size, tag);
    }
  }
}
