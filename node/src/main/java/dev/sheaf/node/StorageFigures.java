package dev.sheaf.node;

import dev.sheaf.actors.disk.DiskFolder;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.actors.reading.NodeReader;
import dev.sheaf.actors.store.Evictions;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.PackedTier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.node.functions.FunctionFleet;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a node shows of its {@link Storage}. */
record StorageFigures(Parts parts, Supplier<Control> loop) implements NodeFigures {
  /**
   * What counts.
   *
   * @param chains all that read the origin
   */
  record Parts(
      Origin origin,
      OriginMeter meter,
      PackedTier packs,
      PackageStore store,
      @Nullable DiskFolder disk,
      NodeReader reader,
      List<TierChain> chains,
      Optional<FunctionFleet> functions,
      OpenTelemetry telemetry) {}

  @Override
  public OpenTelemetry telemetry() {
    return parts.telemetry();
  }

  @Override
  public long originGets() {
    return parts.origin().meter().gets();
  }

  @Override
  public long originPuts() {
    return parts.meter().puts();
  }

  @Override
  public long originThrottles() {
    return parts.meter().throttles();
  }

  @Override
  public long originSamples() {
    return parts.chains().stream().mapToLong(TierChain::originSamples).sum();
  }

  @Override
  public long originBytes() {
    return parts.origin().meter().bytes();
  }

  @Override
  public OriginPrice originPrice(URI root) {
    return parts.origin().price(root);
  }

  @Override
  public long packReads() {
    return parts.packs().figures().reads();
  }

  @Override
  public long packsDamaged() {
    return parts.packs().figures().damaged();
  }

  @Override
  public long packFailures() {
    return parts.packs().figures().failures();
  }

  @Override
  public long cacheUsedBytes() {
    return parts.store().usedBytes();
  }

  @Override
  public long cacheCapacityBytes() {
    return parts.store().capacityBytes();
  }

  @Override
  public Memory memory() {
    var evictions = new TreeMap<String, Long>();
    for (var why : Evictions.Why.values()) {
      var count = parts.store().evictions().sum(why);
      evictions.put(why.name().toLowerCase(Locale.ROOT), count);
    }
    var ahead = parts.reader().ahead();
    return new Memory(
        parts.store().reservedBytes(),
        parts.store().heldBytes(),
        parts.reader().pending(),
        evictions,
        ahead.underWay(),
        Map.of("resident", ahead.resident(), "no-room", ahead.refused(), "failed", ahead.failed()));
  }

  @Override
  public Control control() {
    return loop.get();
  }

  @Override
  public Lambda lambda() {
    return parts.functions().map(FunctionFleet::figures).orElse(Lambda.NONE);
  }

  @Override
  public Map<String, Integer> functionsByState() {
    return parts.functions().map(FunctionFleet::states).orElse(Map.of());
  }

  @Override
  public Disk disk() {
    var folder = parts.disk();
    if (folder == null) {
      return Disk.NONE;
    }
    var tier = folder.tier();
    return new Disk(
        tier.usedBytes(),
        tier.capacityBytes(),
        tier.counts().reads(),
        tier.counts().written(),
        tier.counts().dropped(),
        tier.counts().evicted(),
        tier.counts().errors());
  }
}
