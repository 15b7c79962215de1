package dev.sheaf.node;

import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.actors.reading.FormerOwner;
import dev.sheaf.actors.reading.NodeReader;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.OriginTier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.origin.EmulatedObjectStore;
import dev.sheaf.node.origin.FileOrigin;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's bytes: origin, manifests, package store, and the reader over them. */
public final class Storage implements NodeFigures, AutoCloseable {
  private final Settings settings;
  private final Origin origin;
  private final PackageStore store;
  private final ManifestStore manifests;
  private final HttpPeers peers = new HttpPeers();
  private volatile @Nullable ClusterView view;
  private @Nullable NodeReader reader;

  private Storage(Settings settings) throws IOException {
    this.settings = settings;
    this.origin = origin(settings.origin());
    this.store = new PackageStore(settings.cache().memoryBytes());
    this.manifests = new ManifestStore(settings.state().resolve("manifests"), this::fetchSegment);
  }

  static Storage open(Settings settings) throws IOException {
    return new Storage(settings);
  }

  private static Origin origin(Settings.Origin settings) {
    var files = new FileOrigin(settings.fileRoots());
    var emulation = settings.emulation();
    return emulation.enabled()
        ? new EmulatedObjectStore(
            files,
            new EmulatedObjectStore.Limits(
                emulation.firstByte(), emulation.requestsPerSecond(), emulation.bytesPerSecond()),
            settings.price())
        : files;
  }

  /** Makes the reader, once it is known who else is there. */
  void connect(ClusterView cluster) {
    view = cluster;
    reader =
        new NodeReader(
            store,
            new TierChain(
                List.of(
                    new FormerOwner(cluster, peers),
                    new OriginTier(origin, settings.origin().parallelReads()))),
            settings.cache().pendingBatches(),
            new NodeReader.Ports(manifests, cluster, peers));
  }

  /** Asks every other node for a segment, one after the other. */
  private byte[] fetchSegment(String hash) throws IOException {
    var cluster = view;
    if (cluster != null) {
      for (var member : cluster.members()) {
        if (!member.id().equals(cluster.self().id()) && !member.dataAddress().isEmpty()) {
          try {
            return peers.segment(member.dataAddress(), hash);
          } catch (IOException notThere) {
            // The next one may have it.
          }
        }
      }
    }
    throw new IOException(
        "no node that is up has the manifest segment " + hash + ": register the dataset again");
  }

  /** A segment of this node's store, for others. */
  Optional<byte[]> segment(String hash) throws IOException {
    return manifests.has(hash) ? Optional.of(manifests.segment(hash)) : Optional.empty();
  }

  /** Where sample bytes lastingly are. */
  public Origin origin() {
    return origin;
  }

  /** Manifests of this node. */
  public ManifestStore manifests() {
    return manifests;
  }

  /** Reads samples. */
  public NodeReader reader() {
    if (reader == null) {
      throw new IllegalStateException("the reader needs the cluster's view first");
    }
    return reader;
  }

  /** The package store. */
  public PackageStore store() {
    return store;
  }

  @Override
  public long originGets() {
    return origin.meter().gets();
  }

  @Override
  public long originBytes() {
    return origin.meter().bytes();
  }

  @Override
  public OriginPrice originPrice(URI root) {
    return origin.price(root);
  }

  @Override
  public long cacheUsedBytes() {
    return store.usedBytes();
  }

  @Override
  public long cacheCapacityBytes() {
    return store.capacityBytes();
  }

  @Override
  public void close() {
    peers.close();
  }
}
