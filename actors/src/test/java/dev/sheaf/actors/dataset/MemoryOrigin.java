package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A fake origin: objects in a map. */
final class MemoryOrigin implements Origin {
  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  boolean tagsLast;
  private final OriginMeter meter = new OriginMeter();

  @Override
  public void list(URI root, Consumer<OriginObject> each) {
    meter.countList();
    objects.forEach((key, bytes) -> each.accept(new OriginObject(key, bytes.length, 1)));
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    var bytes = objects.get(key);
    if (bytes == null) {
      throw new OriginException(OriginException.Reason.MISSING, key + " does not exist");
    }
    if (offset + into.byteSize() > bytes.length) {
      throw new OriginException(OriginException.Reason.CHANGED, key + " is shorter");
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), offset, into, 0, into.byteSize());
    meter.countGet(into.byteSize());
  }

  @Override
  public boolean tagsLast(URI root) {
    return tagsLast;
  }

  @Override
  public OriginMeter meter() {
    return meter;
  }

  @Override
  public String label() {
    return "fake";
  }
}
