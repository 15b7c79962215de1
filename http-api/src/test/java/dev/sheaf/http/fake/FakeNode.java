package dev.sheaf.http.fake;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.copies.FileSetPeers;
import dev.sheaf.actors.copies.FileSets;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.ensemble.SlotOffer;
import dev.sheaf.actors.ensemble.TrainerOffer;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.http.HttpPorts;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.policies.vocabulary.Preparation.Crop;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** A node's ports, faked: one dataset {@code cats} of 100 samples, and batches of four of it. */
public final class FakeNode
    implements ClusterView, BatchDesk, BatchService, SampleReader, NodeFigures, AutoCloseable {
  /** The version of the dataset. */
  public static final DatasetVersion CATS = new DatasetVersion("cats", "ab".repeat(32));

  /** Samples of a batch. */
  public static final int BATCH = 4;

  /** Batches of an epoch. */
  public static final int BATCHES = 25;

  /** The actors. */
  public final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.loglevel = WARNING").withFallback(ConfigFactory.load()));

  /** The entities. */
  public final FakeEntities entities = new FakeEntities(kit);

  /** The samples. */
  public final FakeSamples samples;

  /** The losses of importance jobs. */
  public final LossShelf losses;

  /** The indexer, and the runs of tasks. */
  public final FakeIndexing indexing = new FakeIndexing();

  public final FakeTasks tasks = new FakeTasks();

  /** What the node waits for. */
  public volatile List<String> waitingFor = List.of();

  /** Whether streams say that all frames are at hand. */
  public volatile boolean complete = true;

  /** Whether the second sample of a stream is not there in time. */
  public volatile boolean late;

  /** Whether the node has no room. */
  public volatile boolean full;

  /** What a batch is answered instead, if anything. */
  public volatile Optional<BatchAnswer> instead = Optional.empty();

  /** The members of the cluster; the last one owns the second package, the first one the rest. */
  public volatile List<Member> members = List.of(member("a"));

  /** How far the last request to the data port was to go. */
  public volatile SampleRequest.Reach lastReach = SampleRequest.Reach.NODE;

  /** Whether it is the S3 gateway that reads, which asks the whole cluster. */
  public volatile boolean gateway;

  public volatile Payer lastPayer = Payer.NOBODY;
  public volatile RequestId lastRequestId = RequestId.NONE;
  public final FakeModels models = new FakeModels();

  /** The slots of the cluster. */
  public volatile List<SlotOffer> slots =
      List.of(new SlotOffer("a", 2, 64 << 20, TrainerOffer.DJL_ONLY, kit.system().ignoreRef()));

  /** What it prepares for others. */
  public volatile SharedBatches shared =
      (wanted, deadlineNanos, look) -> SharedBatches.Answer.ALONE;

  /** What was counted for jobs. */
  public final List<Delivery> deliveries = new java.util.concurrent.CopyOnWriteArrayList<>();

  /** What the streams to come wait for before their first frame. */
  public volatile CountDownLatch nextGate = new CountDownLatch(0);

  /** The stream that was served last. */
  public volatile FakeStream last;

  /** The functions of its Lambda tier. */
  public final FakeFunctions functions = new FakeFunctions();

  /** What its ephemeral values lie in. */
  private final PackageStore store = new PackageStore(4 << 20);

  /** Its ephemeral values: 2 MiB in memory, 1 MiB on disk. */
  public final EphemeralShelf ephemeral;

  /** The files that it keeps for others; nobody else is there. */
  public final FileSets files = files();

  /** A node whose samples have {@code length} bytes. */
  public FakeNode(int length) {
    samples = new FakeSamples(CATS, 100, length);
    losses = shelf();
    ephemeral = values(store);
    last = new FakeStream(samples, List.of(), true, false);
  }

  private static LossShelf shelf() {
    try {
      return new LossShelf(Path.of("target", "fake-node-" + ProcessHandle.current().pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(String name) {
    return Path.of("target", "fake-node-" + ProcessHandle.current().pid(), name);
  }

  private static FileSets files() {
    try {
      return FileSets.open(
          folder("copies"),
          (hash, offset) -> {
            throw new IOException("nobody else is there");
          },
          FileSetPeers.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EphemeralShelf values(PackageStore store) {
    try {
      var folder = folder("ephemeral");
      return EphemeralShelf.open(store, folder, 2 << 20, 1 << 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A member by its name. */
  public static Member member(String name) {
    return new Member(
        name, List.of("cache", "gpu", "gateway"), name + ":8700", name + ":8701", 1 << 20);
  }

  /** What the catalog knows of the dataset. */
  public DatasetEntry entry() {
    return new DatasetEntry(
        CATS,
        "file:///data/cats",
        "folder",
        100,
        10,
        100L * samples.length(),
        List.of("cat", "dog"),
        "");
  }

  /** The ports. */
  public HttpPorts ports() {
    return new HttpPorts(
        new HttpPorts.Control(entities, this, () -> waitingFor, this, functions),
        new HttpPorts.Reading(
            this, this, this, new Opened(), losses, new Preparer(ImageDecoders.plain(), 1 << 20)),
        new HttpPorts.Datasets(indexing, DatasetEntry::packages, this::segment, tasks),
        new HttpPorts.Training(() -> slots, models, files, this::taken),
        ephemeral);
  }

  private SharedBatches.Answer taken(
      SharedBatches.Wanted wanted, long deadlineNanos, Consumer<SharedBatches.Rows> look)
      throws InterruptedException {
    return shared.take(wanted, deadlineNanos, look);
  }

  /** The manifest; every second time it is not open yet. */
  private final class Opened implements Manifests {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public Manifest open(DatasetVersion version) throws IOException {
      if (!version.hash().equals(CATS.hash())) {
        throw new IOException("no version " + version);
      }
      return samples;
    }

    @Override
    public Optional<Manifest> opened(DatasetVersion version) {
      return version.hash().equals(CATS.hash()) && asked.getAndIncrement() % 2 == 1
          ? Optional.of(samples)
          : Optional.empty();
    }
  }

  private Optional<SegmentPart> segment(String hash, long offset) {
    return switch (hash.substring(0, 2)) {
      case "00" -> Optional.of(SegmentPart.of(new byte[] {1, 2, 3}, offset));
      case "22" -> Optional.of(SegmentPart.of(longSegment(), offset));
      default -> Optional.empty();
    };
  }

  /** Two parts long, and a little. */
  public static byte[] longSegment() {
    var bytes = new byte[2 * SegmentPart.MOST_BYTES + 5];
    for (int at = 0; at < bytes.length; at += 1_000) {
      bytes[at] = (byte) (at / 1_000);
    }
    return bytes;
  }

  @Override
  public Served serve(BatchKey key, String consumer, Duration deadline) throws Overloaded {
    if (full) {
      throw new Overloaded("reply bytes", Duration.ofMillis(2500).toNanos());
    }
    if (instead.isPresent()) {
      return new Served.NotServed(instead.get());
    }
    var batch = rankBatch(key);
    var ids = LongStream.range(0, batch.size()).map(i -> batch.id((int) i)).boxed().toList();
    return new Served.Serving(batch, stream(ids));
  }

  private FakeStream stream(List<Long> ids) {
    var mine = new FakeStream(samples, ids, complete, late);
    mine.gate = nextGate;
    last = mine;
    return mine;
  }

  private RankBatch rankBatch(BatchKey key) {
    var first = (long) key.n() * BATCH % 100;
    var ids = LongStream.range(first, first + BATCH).toArray();
    return new RankBatch(spec(key.job()), key, ids, new byte[BATCH]);
  }

  /** The spec of a job; skipper skips what is missing, painter prepares. */
  public static JobSpec spec(String name) {
    var prepare = name.equals("painter") ? new Preparation(6, 5, Crop.CENTER, false) : null;
    var onMissing = name.equals("skipper") ? OnMissing.SKIP : OnMissing.FAIL;
    return new JobSpec(
            name,
            CATS,
            Contract.STRICT,
            BATCH,
            3,
            1,
            7,
            Tail.EVEN,
            Shuffle.PACKAGES,
            onMissing,
            0,
            null,
            0,
            false,
            0)
        .preparing(prepare);
  }

  @Override
  public BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos) {
    return instead.orElseGet(() -> new BatchAnswer.Assigned(rankBatch(key)));
  }

  @Override
  public BatchAnswer missing(BatchKey key, List<Long> ids, byte status, long deadlineNanos) {
    return new BatchAnswer.Unavailable(0);
  }

  @Override
  public void delivered(dev.sheaf.actors.job.BatchKey key, Delivery delivery) {
    deliveries.add(delivery);
  }

  @Override
  public SampleStream read(SampleRequest request) throws Overloaded {
    if (full) {
      throw new Overloaded("store bytes", Duration.ofMillis(10).toNanos());
    }
    lastReach = request.reach();
    lastPayer = request.payer();
    lastRequestId = request.requestId();
    if (request.reach() == SampleRequest.Reach.CLUSTER && !gateway) {
      throw new IllegalArgumentException("a data port must not ask its peers");
    }
    return stream(request.ids());
  }

  @Override
  public Member self() {
    return members.getFirst();
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public int partitions() {
    return 16;
  }

  @Override
  public List<Member> owners(int partition, int limit) {
    var second = Partitions.of(new PackageId(CATS, 1), partitions());
    return List.of(partition == second ? members.getLast() : members.getFirst());
  }

  @Override
  public long originGets() {
    return 12;
  }

  @Override
  public OriginPrice originPrice(URI root) {
    return new OriginPrice(400_000, 0);
  }

  @Override
  public long originBytes() {
    return 3400;
  }

  @Override
  public long originPuts() {
    return 5;
  }

  @Override
  public long originThrottles() {
    return 0;
  }

  @Override
  public long packReads() {
    return 0;
  }

  @Override
  public long packsDamaged() {
    return 0;
  }

  @Override
  public long packFailures() {
    return 0;
  }

  @Override
  public long cacheUsedBytes() {
    return 500;
  }

  @Override
  public long cacheCapacityBytes() {
    return 1000;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    ephemeral.close();
    store.close();
  }
}
