package dev.sheaf.node;

import dev.sheaf.actors.copies.FileSets;
import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.derived.DerivedShelf;
import dev.sheaf.actors.disk.DiskBacked;
import dev.sheaf.actors.disk.DiskFolder;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.importance.ImportanceRanker;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.importance.SelectionMaker;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.reading.FormerOwner;
import dev.sheaf.actors.reading.NodeReader;
import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.OriginTier;
import dev.sheaf.actors.tier.PackPlaces;
import dev.sheaf.actors.tier.PackedTier;
import dev.sheaf.actors.tier.ReadPermits;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.gpu.model.ClusterPages;
import dev.sheaf.http.HttpSettings;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.functions.FunctionFleet;
import dev.sheaf.node.origin.EmulatedObjectStore;
import dev.sheaf.node.origin.OriginByScheme;
import dev.sheaf.node.origin.s3.S3Origin;
import dev.sheaf.node.telemetry.Telemetry;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's bytes: origin, manifests, package store, and the reader over them. */
public final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
  private static final Duration PACK_PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final OriginMeter meter = new OriginMeter();
  private final Telemetry telemetry = Telemetry.open(System.getenv());
  private final S3Origin objects;
  private final Origin origin;
  private final ReadPermits readers;
  private final OriginPace pace = new OriginPace();
  private final PackageStore store;
  private final @Nullable DiskFolder disk;
  private final ManifestStore manifests;
  private final DerivedShelf derived;
  private final SelectionMaker selecting;
  private final ImportanceRanker ranker;
  private final Security security;
  final HttpPeers peers;
  private final OtherNodes others;
  private final FileSets files;
  private volatile Optional<FunctionFleet> functions = Optional.empty();
  private @Nullable TierChain chain;
  private @Nullable PackedTier packs;
  private @Nullable NodeReader reader;
  private @Nullable StorageFigures figures;
  private volatile Supplier<NodeFigures.Control> control = () -> NodeFigures.Control.NONE;

  private Storage(Settings settings) throws IOException {
    this.settings = settings;
    this.security = NodeSecurity.of(settings);
    this.peers = new HttpPeers(security.peers());
    this.others = new OtherNodes(peers);
    this.objects = new S3Origin(settings.origin(), meter);
    this.origin =
        new OriginByScheme(
            Map.of("file", EmulatedObjectStore.orPlain(settings.origin(), meter), "s3", objects),
            meter);
    this.readers = new ReadPermits(settings.origin().parallelReads());
    this.store = new PackageStore(settings.cache().memoryBytes());
    this.disk = disk(settings.cache().disk(), store);
    this.files = FileSets.open(settings.state().resolve("copies"), others::segment, others);
    this.manifests = new ManifestStore(settings.state().resolve("manifests"), others::segment);
    var importance = settings.state().resolve("importance");
    var derivedShare = settings.cache().derivedShare();
    this.derived =
        new DerivedShelf(
            store,
            manifests,
            this::openRanking,
            (long) (PackageStore.holdable(store.capacityBytes()) * derivedShare));
    this.selecting =
        SelectionMaker.in(
            importance, others::segment, others::pages, settings.job().keepEpochs(), derived);
    this.ranker =
        ImportanceRanker.in(
            importance.resolve("rankings"), others::segment, selecting.gathered(), derivedShare);
  }

  /** What the HTTP servers are set, with the security of this node. */
  HttpSettings serverSettings() throws NodeStartException {
    return ServerSettings.of(settings, security);
  }

  static Storage open(Settings settings) throws IOException {
    Capacity.hold(settings.cache());
    return new Storage(settings);
  }

  private static @Nullable DiskFolder disk(Settings.Disk settings, PackageStore store)
      throws IOException {
    return settings.enabled()
        ? DiskFolder.open(settings.path(), settings.capacityBytes(), store)
        : null;
  }

  /** Makes the reader, once it is known who else is there. */
  void connect(ClusterView cluster, PackPlaces packPlaces, Optional<FunctionFleet> keeping) {
    functions = keeping;
    others.are(cluster);
    var packed = new PackedTier(origin, readers, packPlaces);
    packs = packed;
    var chains = new ArrayList<TierChain>();
    var tiers = new TierChain(tiers(cluster, packed, chains));
    chains.add(tiers);
    chain = tiers;
    var own = new TierChain(ownTiers());
    var reading =
        new NodeReader(
            store,
            tiers,
            settings.cache().pendingBatches(),
            new NodeReader.Ports(manifests, cluster, peers, derived, own));
    reader = reading;
    figures =
        new StorageFigures(
            new StorageFigures.Parts(
                origin,
                meter,
                packed,
                store,
                disk,
                reading,
                List.copyOf(chains),
                keeping,
                telemetry.traces()),
            () -> control.get());
  }

  /** The tiers of a read; a chain of their own, which reads the origin too, is added to others. */
  private List<Tier> tiers(ClusterView cluster, PackedTier packed, List<TierChain> others) {
    var tiers = new ArrayList<Tier>();
    if (disk != null) {
      tiers.add(disk.tier());
    }
    tiers.add(new FormerOwner(cluster, peers));
    var below = List.of(packed, new OriginTier(origin, readers));
    functions.ifPresent(fleet -> {
      var refill = new TierChain(below);
      others.add(refill);
      fleet.tier().refillFrom(refill);
      tiers.add(fleet.tier());
      tiers.add(fleet.elsewhere(peers));
    });
    tiers.addAll(below);
    return tiers;
  }

  /** What a peer may have of this node without this node asking others. */
  private List<Tier> ownTiers() {
    var tiers = new ArrayList<Tier>();
    if (disk != null) {
      tiers.add(disk.tier());
    }
    functions.ifPresent(fleet -> tiers.add(fleet.tier()));
    return tiers;
  }

  /** What copies of manifests are made with. */
  ManifestCopies.Ports copied(Entities entities, ClusterView cluster) {
    return new ManifestCopies.Ports(entities, cluster, manifests, peers);
  }

  /** Reads files of weights as datasets of pages; {@code spread} copies a manifest to others. */
  ClusterPages weights(Consumer<DatasetVersion> spread) {
    return new ClusterPages(new DatasetIndexer(origin, manifests), manifests, reader(), spread);
  }

  /** Files that survive their node. */
  FileSets files() {
    return files;
  }

  /** Makes and keeps the selections of importance jobs. */
  SelectionMaker selecting() {
    return selecting;
  }

  private SampleBits openRanking(DatasetVersion version, String hash) throws IOException {
    return ranker.open(version, hash);
  }

  /** Ranks samples by losses. */
  Ranker ranker() {
    return ranker;
  }

  /** The derived packages of this node. */
  public DerivedShelf derived() {
    return derived;
  }

  /** A part of a segment of this node's store, for others. */
  Optional<SegmentPart> segment(String hash, long offset) throws IOException {
    if (manifests.has(hash)) {
      return Optional.of(manifests.segment(hash, offset));
    }
    var ranking = ranker.segment(hash, offset);
    if (ranking.isPresent()) {
      return ranking;
    }
    var file = files.segment(hash, offset);
    return file.isPresent() ? file : selecting.segment(hash, offset);
  }

  /** Where sample bytes lastingly are. */
  public Origin origin() {
    return origin;
  }

  /** How many reads of the origin may run at once; may be changed while the node runs. */
  public ReadPermits readers() {
    return readers;
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

  /** Reads that failed, or were asked to slow down. */
  long originFailures() {
    pace.note(origin.meter().bytes(), System.nanoTime());
    return chain == null ? 0 : chain.failures();
  }

  /** The most that the origin gave in a second; 0 while nothing is known. */
  double originBytesPerSecond() {
    return pace.bytesPerSecond();
  }

  /** From now on {@code figures} are shown beside this node's. */
  void show(Supplier<NodeFigures.Control> loop) {
    control = loop;
  }

  /** What a partition can have done about packages of this node. */
  NodePackages packages() {
    return disk == null ? reader() : new DiskBacked(reader(), disk.tier());
  }

  /** What this node does without, and what to do about it. */
  List<String> faults() {
    var faults = new ArrayList<String>();
    if (disk != null) {
      disk.tier().fault().ifPresent(faults::add);
    }
    functions.ifPresent(fleet -> faults.addAll(fleet.faults()));
    return faults;
  }

  /** The package store. */
  public PackageStore store() {
    return store;
  }

  /** What is shown of it. */
  NodeFigures figures() {
    if (figures == null) {
      throw new IllegalStateException("figures need the cluster's view first");
    }
    return figures;
  }

  /** GETs made to the origin. */
  public long originGets() {
    return origin.meter().gets();
  }

  /** Bytes read from the origin. */
  public long originBytes() {
    return origin.meter().bytes();
  }

  /** Bytes of memory for packages. */
  public long cacheCapacityBytes() {
    return store.capacityBytes();
  }

  /** What is being written back is written to its end, unless that takes long. */
  private void awaitPacks() {
    try {
      if (packs != null) {
        packs.awaitWrites(PACK_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    telemetry.close();
    derived.close();
    peers.close();
    awaitPacks();
    objects.close();
    try {
      if (disk != null) {
        disk.close();
      }
    } catch (IOException e) {
      LOG.warn("the disk tier was not closed well: {}", e.getMessage());
    }
  }
}
