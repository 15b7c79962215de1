package dev.sheaf.node.origin;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.actors.origin.OriginPrice;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Several origins as one: the scheme of an address says which is meant. All count in one meter. */
public final class OriginByScheme implements Origin {
  private final Map<String, Origin> origins;
  private final OriginMeter meter;

  /** These origins by scheme; {@code meter} is the one that they share. */
  public OriginByScheme(Map<String, Origin> origins, OriginMeter meter) {
    this.origins = new TreeMap<>(origins);
    this.meter = meter;
  }

  private Origin of(URI root) throws OriginException {
    var origin = origins.get(root.getScheme() == null ? "" : root.getScheme());
    if (origin == null) {
      throw new OriginException(
          Reason.MISSING,
          root
              + " is of no scheme that this server reads: write "
              + origins.keySet().stream()
                  .map(scheme -> scheme + "://…")
                  .collect(Collectors.joining(" or ")));
    }
    return origin;
  }

  @Override
  public void list(URI root, Consumer<OriginObject> each) throws OriginException {
    of(root).list(root, each);
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    of(root).read(root, key, offset, into, tag);
  }

  @Override
  public boolean write(URI root, String key, MemorySegment bytes) throws OriginException {
    return of(root).write(root, key, bytes);
  }

  @Override
  public boolean tagsLast(URI root) {
    var origin = origins.get(root.getScheme() == null ? "" : root.getScheme());
    return origin != null && origin.tagsLast(root);
  }

  @Override
  public OriginPrice price(URI root) {
    var origin = origins.get(root.getScheme() == null ? "" : root.getScheme());
    return origin == null ? OriginPrice.FREE : origin.price(root);
  }

  @Override
  public OriginMeter meter() {
    return meter;
  }

  @Override
  public String label() {
    return origins.values().stream().map(Origin::label).collect(Collectors.joining("; "));
  }
}
