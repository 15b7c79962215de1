package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.derived.DerivedPackage;
import dev.sheaf.actors.derived.NearSamples;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads samples from wherever they are: this node's store and tiers, or the owners' data ports.
 *
 * <p>What this node owns it leases or fetches. What others own is asked of them, one request an
 * owner; an owner that fails is replaced by the next in rendezvous order, and when that fails too,
 * by this node's own tiers.
 */
public final class NodeReader implements SampleReader, NodePackages {
  private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final PackageStore store;
  private final TierChain chain;
  private final FlightTable flights;
  private final FlightTable nearFlights;
  private final Admission admission;
  private final Manifests manifests;
  private final ClusterView cluster;
  private final Peers peers;
  private final NearSamples near;
  private final AheadLoads ahead = new AheadLoads();

  /**
   * Where a node's bytes are, and who else has some.
   *
   * @param own the tiers that are this node's alone
   */
  public record Ports(
      Manifests manifests, ClusterView cluster, Peers peers, NearSamples near, TierChain own) {
    /** Ports of a node that makes no derived packages and has its memory alone. */
    public Ports(Manifests manifests, ClusterView cluster, Peers peers) {
      this(manifests, cluster, peers, NearSamples.NONE, new TierChain(List.of()));
    }
  }

  /** A reader over a node's store and the tiers below it. */
  public NodeReader(PackageStore store, TierChain chain, int mostPending, Ports ports) {
    this.store = store;
    this.chain = chain;
    this.near = ports.near();
    this.flights = new FlightTable(store, chain, near::landed);
    this.nearFlights = new FlightTable(store, ports.own(), near::landed);
    this.admission = new Admission(new Claims(store, flights::isUnderWay), mostPending);
    this.manifests = ports.manifests();
    this.cluster = ports.cluster();
    this.peers = ports.peers();
  }

  @Override
  public SampleStream read(SampleRequest request) throws Overloaded {
    var manifest = open(request.version());
    var groups = new LinkedHashMap<Integer, List<Integer>>();
    for (int position = 0; position < request.ids().size(); position++) {
      var index = manifest.table().packageOf(request.ids().get(position));
      groups.computeIfAbsent(index, absent -> new ArrayList<>()).add(position);
    }
    var plan = plan(request, groups);
    var absent = absent(manifest, plan.local());
    var derived = derived(request, plan.local(), absent);
    absent.removeAll(derived.keySet());
    var fetched = request.reach() == Reach.MEMORY ? Set.<Integer>of() : absent;
    var kept = fetched.stream().filter(index -> isWhole(request, index)).toList();
    var alone = alone(request, plan.local(), fetched);
    var sizes = new LinkedHashMap<PackageId, Long>();
    kept.forEach(index ->
        sizes.put(new PackageId(request.version(), index), manifest.table().sizeBytes(index)));
    var loneBytes = alone.isEmpty() ? 0 : Scratch.sizeBytes(manifest, alone);
    var space = admission.enter(sizes, loneBytes);
    var stream = new GatheringStream(Gathering.of(this, manifest, request, space, alone));
    plan.local()
        .forEach((index, positions) -> {
          var instead = derived.get(index);
          if (instead != null) {
            stream.derived(index, positions, instead);
          } else if (fetched.contains(index)) {
            stream.fetch(index, positions, kept.contains(index));
          } else if (absent.contains(index)) {
            stream.absent(positions);
          } else {
            stream.hit(index, positions);
          }
        });
    plan.remote().forEach(stream::remote);
    return stream;
  }

  /** The samples that may be read without their packages. */
  private static List<Long> alone(
      SampleRequest request, Map<Integer, List<Integer>> local, Set<Integer> fetched) {
    return request.grain() == Grain.PACKAGE
        ? List.of()
        : local.entrySet().stream()
            .filter(each -> fetched.contains(each.getKey()))
            .flatMap(each -> each.getValue().stream())
            .map(request.ids()::get)
            .toList();
  }

  /** A package is read whole where all of it will be asked for soon, or where it is to be kept. */
  private boolean isWhole(SampleRequest request, int index) {
    return request.grain() == Grain.PACKAGE || store.holds(new PackageId(request.version(), index));
  }

  private Manifest open(DatasetVersion version) {
    try {
      return manifests.open(version);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(
          "the manifest of " + version.dataset() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Which packages are read here, and which positions each owner is asked for. */
  private record Plan(
      Map<Integer, List<Integer>> local, Map<List<ClusterView.Member>, List<Integer>> remote) {}

  private Plan plan(SampleRequest request, Map<Integer, List<Integer>> groups) {
    var local = new LinkedHashMap<Integer, List<Integer>>();
    var remote = new LinkedHashMap<List<ClusterView.Member>, List<Integer>>();
    groups.forEach((index, positions) -> {
      var id = new PackageId(request.version(), index);
      var owners = request.reach() == Reach.CLUSTER ? others(id) : List.<ClusterView.Member>of();
      if (owners.isEmpty() || store.has(id)) {
        local.put(index, positions);
      } else {
        remote.computeIfAbsent(owners, absent -> new ArrayList<>()).addAll(positions);
      }
    });
    return new Plan(local, remote);
  }

  /** The owners to ask, in order; empty when this node is the owner or nobody can be reached. */
  private List<ClusterView.Member> others(PackageId id) {
    var owners = cluster.owners(Partitions.of(id, cluster.partitions()), 2);
    var self = cluster.self().id();
    if (owners.isEmpty() || owners.getFirst().id().equals(self)) {
      return List.of();
    }
    return owners.stream()
        .filter(owner -> !owner.id().equals(self) && !owner.dataAddress().isEmpty())
        .toList();
  }

  /** The packages that are not here now: space is set aside for each of them. */
  private Set<Integer> absent(Manifest manifest, Map<Integer, List<Integer>> local) {
    return local.keySet().stream()
        .filter(index -> !store.has(new PackageId(manifest.version(), index)))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The absent packages of which a derived package has all that is asked for. */
  private Map<Integer, DerivedPackage> derived(
      SampleRequest request, Map<Integer, List<Integer>> local, Set<Integer> absent) {
    var derived = new HashMap<Integer, DerivedPackage>();
    for (var index : absent) {
      var instead =
          request.reach() == Reach.MEMORY
              ? null
              : near.find(new PackageId(request.version(), index));
      if (instead != null
          && local.getOrDefault(index, List.of()).stream()
              .allMatch(position -> instead.has(request.ids().get(position)))) {
        derived.put(index, instead);
      }
    }
    return derived;
  }

  PackageStore store() {
    return store;
  }

  TierChain chain() {
    return chain;
  }

  /** Through which packages come for a request that goes so far. */
  FlightTable flights(Reach reach) {
    return reach == Reach.NEAR ? nearFlights : flights;
  }

  Peers peers() {
    return peers;
  }

  void leave(Claims.Claim space) {
    admission.leave(space);
  }

  @Override
  public CompletionStage<LoadOutcome> load(PackageId id) {
    var outcome = new CompletableFuture<LoadOutcome>();
    ahead.begin();
    Thread.startVirtualThread(
        Payer.current()
            .bound(() -> {
              var loaded = loadNow(id);
              ahead.end(loaded);
              outcome.complete(loaded);
            }));
    return outcome;
  }

  /** What was loaded before it was asked for. */
  public AheadLoads ahead() {
    return ahead;
  }

  /** Requests that were let in and have not ended. */
  public int pending() {
    return admission.pending();
  }

  private LoadOutcome loadNow(PackageId id) {
    try {
      var manifest = manifests.open(id.version());
      if (store.has(id)) {
        return new LoadOutcome.Resident();
      }
      var space = store.reserveAhead(manifest.table().sizeBytes(id.index()));
      if (space == null) {
        return new LoadOutcome.NoRoom();
      }
      try (space) {
        return switch (flights.fetch(manifest, id, space::take, System.nanoTime() + LOAD_NANOS)) {
          case FlightTable.Arrived.Here here -> {
            here.lease().close();
            yield here.began() && here.from() == TierKind.ORIGIN
                ? new LoadOutcome.Resident(
                    manifest.table().count(id.index()), here.gets(), here.bytes())
                : new LoadOutcome.Resident();
          }
          case FlightTable.Arrived.Failed(String reason) -> new LoadOutcome.Failed(reason);
          case FlightTable.Arrived.Late late -> new LoadOutcome.Failed("time ran out");
        };
      }
    } catch (IOException | RuntimeException e) {
      return new LoadOutcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void hold(PackageId id) {
    store.hold(id);
  }

  @Override
  public void release(PackageId id, boolean drop) {
    store.unhold(id, drop);
  }

  @Override
  public void derive(DatasetVersion version, String ranking) {
    near.derive(version, ranking);
  }

  @Override
  public List<PackageId> resident() {
    return store.resident();
  }
}
