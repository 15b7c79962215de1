package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.PartitionBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.placement.Rendezvous;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.simulation.world.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The cache nodes and their partitions: holds, releases and reads packages of one dataset, with
 * single flight.
 *
 * <p>Packages belong to partitions and partitions to the nodes that can be reached, as in the live
 * cluster. A partition that moves begins empty; what its former owner holds may be taken there.
 */
public final class VirtualNodes implements PackageHolder {
  private static final int MOST_LOADS = 4;

  private final PackageTable table;
  private final Supply supply;
  private final PackageId[] ids;
  private final int[] partitionOf;
  private final PartitionBook[] partitions;
  private final int[] ownerOf;
  private final NodeStore[] stores;
  private final boolean[] reachable;
  private final long[] lives;
  private final @Nullable Load[] loads;
  private final BitSet ahead = new BitSet();
  private final ReadMeter meter = new ReadMeter();

  /** A package on its way to a node, and who waits for it. */
  private static final class Load {
    private final int node;
    private final long life;
    private final boolean kept;
    private final List<Runnable> waiting;

    Load(int node, long life, boolean kept, List<Runnable> waiting) {
      this.node = node;
      this.life = life;
      this.kept = kept;
      this.waiting = waiting;
    }
  }

  /**
   * Nodes that hold nothing.
   *
   * @param capacityBytes of each node
   */
  public VirtualNodes(
      DatasetVersion version,
      PackageTable table,
      long[] capacityBytes,
      int partitions,
      Supply supply) {
    this.table = table;
    this.supply = supply;
    var packages = table.packages();
    this.ids = new PackageId[packages];
    this.partitionOf = new int[packages];
    for (int p = 0; p < packages; p++) {
      ids[p] = new PackageId(version, p);
      partitionOf[p] = Partitions.of(ids[p], partitions);
    }
    this.partitions = new PartitionBook[partitions];
    Arrays.setAll(this.partitions, i -> empty());
    var sizes = IntStream.range(0, packages).mapToLong(table::sizeBytes).toArray();
    this.stores = new NodeStore[capacityBytes.length];
    Arrays.setAll(stores, node -> new NodeStore(sizes, capacityBytes[node]));
    this.reachable = new boolean[stores.length];
    Arrays.fill(reachable, true);
    this.lives = new long[stores.length];
    this.loads = new Load[packages];
    this.ownerOf = owners();
  }

  private static PartitionBook empty() {
    return new PartitionBook(Retention.UNTIL_SPACE_IS_NEEDED, MOST_LOADS);
  }

  private int[] owners() {
    var nodes = new ArrayList<Rendezvous.Node>();
    for (int node = 0; node < stores.length; node++) {
      if (reachable[node]) {
        var weight = Math.max(1, stores[node].capacityBytes());
        nodes.add(new Rendezvous.Node(Integer.toString(node), weight));
      }
    }
    return IntStream.range(0, partitions.length)
        .map(p ->
            nodes.isEmpty()
                ? Supply.NO_NODE
                : Integer.parseInt(Rendezvous.order(nodes, p, 1).getFirst().id()))
        .toArray();
  }

  /** What was read so far. */
  public ReadMeter meter() {
    return meter;
  }

  @Override
  public void hold(int index, boolean pinned) {
    tell(index, new PartitionBook.Command.Hold(ids[index], pinned, false));
  }

  @Override
  public void load(int index, boolean pinned) {
    tell(index, new PartitionBook.Command.Hold(ids[index], pinned, true));
  }

  @Override
  public void release(int index) {
    tell(index, new PartitionBook.Command.Release(ids[index]));
  }

  private void tell(int index, PartitionBook.Command command) {
    var owner = ownerOf[partitionOf[index]];
    if (owner == Supply.NO_NODE) {
      return;
    }
    var book = partitions[partitionOf[index]];
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case PartitionBook.Effect.Keep(PackageId id) -> stores[owner].keep(id.index());
        case PartitionBook.Effect.Give(PackageId id, boolean drop) ->
            stores[owner].give(id.index(), drop);
        case PartitionBook.Effect.Load(PackageId id) -> fetchAhead(id);
      }
    }
  }

  private void fetchAhead(PackageId id) {
    var index = id.index();
    var waiting = new ArrayList<Runnable>();
    waiting.add(() -> tell(index, new PartitionBook.Command.Loaded(id)));
    var underWay = loads[index];
    if (underWay != null) {
      underWay.waiting.addAll(waiting);
    } else {
      if (!isHere(index)) {
        ahead.set(index);
      }
      load(index, waiting);
    }
  }

  private boolean isHere(int index) {
    var owner = ownerOf[partitionOf[index]];
    return owner != Supply.NO_NODE && stores[owner].isResident(index);
  }

  /** The first one who reads what was fetched ahead is the one for whom it was fetched. */
  private void hit(int index) {
    if (ahead.get(index)) {
      ahead.clear(index);
    } else {
      meter.hit(table.count(index));
    }
  }

  /** Reads a package, from memory or from the supply, and says when it is there. */
  public void read(int index, Runnable there) {
    if (isHere(index)) {
      hit(index);
      there.run();
      return;
    }
    var underWay = loads[index];
    if (underWay != null) {
      hit(index);
      underWay.waiting.add(there);
      return;
    }
    var waiting = new ArrayList<Runnable>();
    waiting.add(there);
    load(index, waiting);
  }

  private void load(int index, List<Runnable> waiting) {
    var owner = ownerOf[partitionOf[index]];
    if (isHere(index)) {
      loads[index] = null;
      waiting.forEach(Runnable::run);
      return;
    }
    var kept = owner != Supply.NO_NODE && stores[owner].reserve(index);
    var life = owner == Supply.NO_NODE ? 0 : lives[owner];
    var load = new Load(owner, life, kept, waiting);
    loads[index] = load;
    meter.fetched(table.count(index), table.sizeBytes(index), kept);
    supply.fetch(
        owner,
        table.sizeBytes(index),
        new Flow.Ends(() -> arrived(index, load), () -> broken(index, load)));
  }

  private void arrived(int index, Load load) {
    if (load.kept && lives[load.node] == load.life) {
      stores[load.node].loaded(index);
    }
    if (loads[index] == load) {
      loads[index] = null;
      load.waiting.forEach(Runnable::run);
    }
  }

  private void broken(int index, Load load) {
    if (loads[index] == load) {
      load(index, load.waiting);
    }
  }

  /** A node is gone with its memory; what was on its way there is fetched by the next owners. */
  public void lose(int node) {
    stores[node].clear();
    lives[node]++;
    reach(node, false);
  }

  /** A node can be reached from now on, or not; it keeps its memory. */
  public void reach(int node, boolean now) {
    reachable[node] = now;
    var owners = owners();
    for (int partition = 0; partition < owners.length; partition++) {
      if (owners[partition] != ownerOf[partition]) {
        move(partition, owners[partition]);
      }
    }
    for (int index = 0; index < loads.length; index++) {
      var load = loads[index];
      if (!now && load != null && load.node == node) {
        load(index, load.waiting);
      }
    }
  }

  private void move(int partition, int owner) {
    var former = ownerOf[partition];
    for (var id : former == Supply.NO_NODE ? List.<PackageId>of() : partitions[partition].held()) {
      stores[former].give(id.index(), false);
    }
    partitions[partition] = empty();
    ownerOf[partition] = owner;
  }

  /** The bytes that a node uses. */
  public long usedBytes(int node) {
    return stores[node].usedBytes();
  }

  /** The same, counted package by package. */
  public long countedBytes(int node) {
    return stores[node].countedBytes();
  }

  /** The bytes that a node has. */
  public long capacityBytes(int node) {
    return stores[node].capacityBytes();
  }

  /** How many nodes there are. */
  public int nodes() {
    return stores.length;
  }

  /** How many packages are on their way. */
  public int underWay() {
    return (int) Arrays.stream(loads).filter(load -> load != null).count();
  }
}
