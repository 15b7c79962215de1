package dev.sheaf.policies.books;

import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Event;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Residency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Knows which packages of a dataset are pinned, which are open, and which a job should open next.
 *
 * <p><i>Choice.</i> Pinned packages are offered at an even pace; else what another job has at hand;
 * else the next of one seeded cyclic scan that all jobs share. A job that would make others lose
 * what they need spends pinned packages ahead of their pace first.
 *
 * <p><i>Holding.</i> A package that is opened is held until no active job needs it in its epoch, or
 * the window is full and others are needed more. It decides no ids, and is not journaled: jobs tell
 * it where they stand when it has forgotten.
 *
 * <p><i>Cost:</i> O(packages) an opening in the worst case; state O(packages) bits a job.
 */
public final class DatasetBook implements Book<Command, Event, Effect, Reply> {
  private static final long PAGE_BYTES = 16L << 10;

  /** Pins grow by this part of the way at a time, and shrink at once. */
  private static final int GROWTH_PARTS = 16;

  private final PackageTable table;
  private final Residency residency;
  private final long leaseNanos;
  private final SeededOrder order;
  private final long[] lastUse;
  private final Packages held;
  private final TreeMap<String, DatasetProgress> jobs = new TreeMap<>();
  private long capacityBytes;
  private int pinned;
  private long uses;
  private int scan;

  /**
   * A book of a dataset that nobody reads yet.
   *
   * @param seed of the pins and the scan
   * @param leaseNanos a job silent for longer loses its claims
   */
  public DatasetBook(PackageTable table, Residency residency, long seed, long leaseNanos) {
    this.table = table;
    this.residency = residency;
    this.leaseNanos = leaseNanos;
    this.order = new SeededOrder(table.packages(), seed);
    this.lastUse = new long[table.packages()];
    this.held = new Packages(table.packages());
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Join join -> join(join, now);
      case Command.Choose choose -> choose(choose, now);
      case Command.Opened opened -> opened(opened, now);
      case Command.Finished finished -> finished(finished, now);
      case Command.Leave leave -> leave(leave.job());
      case Command.Capacity capacity -> resize(capacity.capacityBytes());
      case Command.Tick tick -> expire(now);
    };
  }

  private Decision<Event, Effect, Reply> join(Command.Join join, long now) {
    var seen =
        new Event.JobSeen(
            join.job(), join.epoch(), join.opened(), join.finished(), join.sequence(), now);
    return new Decision<>(List.of(seen), List.of(), null);
  }

  private Decision<Event, Effect, Reply> choose(Command.Choose choose, long now) {
    var job = jobs.get(choose.job());
    if (job == null || choose.epoch() < job.epoch) {
      return Decision.reply(new Reply.Unknown(choose.job(), choose.sequence()));
    }
    var picks = new Picks(this, job, choose.epoch());
    while (picks.chosen().size() < choose.packages() && picks.next()) {}
    var events = new ArrayList<Event>();
    events.add(
        new Event.PackagesOpened(
            choose.job(),
            choose.epoch(),
            picks.chosen(),
            picks.paceOwed(),
            choose.sequence(),
            now));
    var effects = hold(picks.chosen(), events);
    return new Decision<>(
        events,
        effects,
        new Reply.Offered(choose.job(), choose.epoch(), picks.chosen(), choose.sequence()));
  }

  private Decision<Event, Effect, Reply> opened(Command.Opened opened, long now) {
    var job = jobs.get(opened.job());
    if (job == null || opened.sequence() <= job.sequence) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(
        new Event.PackagesOpened(
            opened.job(), opened.epoch(), opened.packages(), job.paceOwed, opened.sequence(), now));
    return new Decision<>(events, hold(opened.packages(), events), null);
  }

  /** Holds what is opened, and lets go of what is needed least when the window is full. */
  private List<Effect> hold(List<Integer> packages, List<Event> events) {
    var holds = packages.stream().filter(p -> !held.has(p)).toList();
    var effects = new ArrayList<Effect>();
    holds.forEach(p -> effects.add(new Effect.Hold(p, isPinned(p))));
    var excess = windowBytes() + bytes(holds.stream().filter(p -> !isPinned(p)).toList());
    var releases = victims(excess - split(capacityBytes).windowBytes(), packages);
    releases.forEach(p -> effects.add(new Effect.Release(p)));
    if (!effects.isEmpty()) {
      events.add(new Event.Holding(holds, releases));
    }
    return effects;
  }

  /** Packages of the window that nobody has open, those needed least first, of so many bytes. */
  private List<Integer> victims(long excessBytes, List<Integer> spared) {
    if (excessBytes <= 0) {
      return List.of();
    }
    var candidates = new ArrayList<Integer>();
    held.forEach(p -> {
      if (!isPinned(p)
          && !spared.contains(p)
          && jobs.values().stream().noneMatch(j -> j.isOpen(p))) {
        candidates.add(p);
      }
    });
    candidates.sort(
        Comparator.<Integer>comparingLong(p -> residency.rank(needs(p), lastUse[p]))
            .thenComparing(p -> p));
    var victims = new ArrayList<Integer>();
    var freed = 0L;
    for (var candidate : candidates) {
      if (freed >= excessBytes) {
        break;
      }
      victims.add(candidate);
      freed += pages(candidate);
    }
    return victims;
  }

  private Decision<Event, Effect, Reply> finished(Command.Finished finished, long now) {
    var job = jobs.get(finished.job());
    if (job == null || finished.sequence() <= job.sequence || finished.epoch() < job.epoch) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(
        new Event.PackagesFinished(
            finished.job(), finished.epoch(), finished.packages(), finished.sequence(), now));
    if (!residency.prefersAtHand()) {
      return new Decision<>(events, List.of(), null);
    }
    var done =
        finished.packages().stream()
            .filter(p -> held.has(p) && !isPinned(p) && needs(p) == 0)
            .filter(p -> openFor(p) <= (job.isOpen(p) ? 1 : 0))
            .toList();
    if (done.isEmpty()) {
      return new Decision<>(events, List.of(), null);
    }
    events.add(new Event.Holding(List.of(), done));
    return new Decision<>(events, done.stream().<Effect>map(Effect.Release::new).toList(), null);
  }

  private Decision<Event, Effect, Reply> leave(String job) {
    return jobs.containsKey(job)
        ? new Decision<>(List.of(new Event.JobLeft(job)), List.of(), null)
        : Decision.nothing();
  }

  private Decision<Event, Effect, Reply> expire(long now) {
    var events = new ArrayList<Event>();
    jobs.forEach((name, job) -> {
      if (now - job.heardNanos > leaseNanos) {
        events.add(new Event.JobLeft(name));
      }
    });
    var resized = resize(capacityBytes);
    events.addAll(resized.events());
    return new Decision<>(events, resized.effects(), null);
  }

  /**
   * Pins as many packages, in their seeded order, as the split allows; takes back only a part of
   * what the window has left at a time, as each pin that comes and goes is a read more.
   */
  private Decision<Event, Effect, Reply> resize(long capacity) {
    var budget = split(capacity).pinnedBytes();
    var pins = 0;
    while (pins < order.size() && budget >= pages(order.at(pins))) {
      budget -= pages(order.at(pins++));
    }
    if (capacity == capacityBytes && pins > pinned) {
      pins =
          pins - pinned < pinned / 4 ? pinned : pinned + Math.ceilDiv(pins - pinned, GROWTH_PARTS);
    }
    if (capacity == capacityBytes && pins == pinned) {
      return Decision.nothing();
    }
    var released = new ArrayList<Integer>();
    for (int place = pins; place < pinned; place++) {
      var p = order.at(place);
      if (held.has(p) && openFor(p) == 0) {
        released.add(p);
      }
    }
    return new Decision<>(
        List.of(new Event.Resized(capacity, pins), new Event.Holding(List.of(), released)),
        released.stream().<Effect>map(Effect.Release::new).toList(),
        null);
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.JobSeen seen -> {
        var job = new DatasetProgress(table.packages());
        job.epoch = seen.epoch();
        Packages.of(table.packages(), seen.opened()).forEach(job.opened::add);
        Packages.of(table.packages(), seen.finished()).forEach(job.finished::add);
        heard(job, seen.sequence(), seen.now());
        jobs.put(seen.job(), job);
      }
      case Event.PackagesOpened opened -> {
        var job = known(opened.job());
        job.enter(opened.epoch());
        job.paceOwed = opened.paceOwed();
        heard(job, opened.sequence(), opened.now());
        for (int p : opened.packages()) {
          job.opened.add(p);
          lastUse[p] = ++uses;
          scan = isPinned(p) ? scan : (order.placeOf(p) + 1) % order.size();
        }
      }
      case Event.PackagesFinished finished -> {
        var job = known(finished.job());
        heard(job, finished.sequence(), finished.now());
        if (finished.epoch() == job.epoch) {
          finished.packages().forEach(job.finished::add);
        }
      }
      case Event.JobLeft left -> jobs.remove(left.job());
      case Event.Resized resized -> {
        capacityBytes = resized.capacityBytes();
        pinned = resized.pinned();
      }
      case Event.Holding holding -> {
        holding.holds().forEach(held::add);
        holding.releases().forEach(held::remove);
      }
    }
  }

  private DatasetProgress known(String name) {
    return jobs.computeIfAbsent(name, absent -> new DatasetProgress(table.packages()));
  }

  private static void heard(DatasetProgress job, long sequence, long now) {
    job.sequence = Math.max(job.sequence, sequence);
    job.heardNanos = now;
  }

  /** Every package that is held, to be told again: a partition may have moved and forgotten. */
  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    held.forEach(p -> effects.add(new Effect.Hold(p, isPinned(p))));
    return effects;
  }

  boolean isPinned(int index) {
    return order.placeOf(index) < pinned;
  }

  boolean isHeld(int index) {
    return held.has(index);
  }

  long lastUse(int index) {
    return lastUse[index];
  }

  /** Pins and scan go through the same seeded order; the scan begins behind the pins. */
  int inScan(int step) {
    return order.at((scan + step) % order.size());
  }

  int inPinOrder(int place) {
    return order.at(place);
  }

  int packages() {
    return order.size();
  }

  int pinnedCount() {
    return pinned;
  }

  boolean prefersAtHand() {
    return residency.prefersAtHand();
  }

  /** True when holding one more package would make room by giving up one that others need. */
  boolean wouldEvictNeeded(List<Integer> already) {
    var excess =
        windowBytes() + bytes(already) + pages(order.at(0)) - split(capacityBytes).windowBytes();
    return excess > 0 && victims(excess, already).stream().anyMatch(p -> needs(p) > 0);
  }

  /** How many active jobs have not opened the package in their epoch. */
  private int needs(int index) {
    return (int) jobs.values().stream().filter(job -> !job.opened.has(index)).count();
  }

  private int openFor(int index) {
    return (int) jobs.values().stream().filter(job -> job.isOpen(index)).count();
  }

  private Residency.Split split(long capacity) {
    var most = jobs.values().stream().mapToLong(job -> openBytes(List.of(job))).max().orElse(0);
    return residency.split(capacity, openBytes(jobs.values()), most);
  }

  /** Bytes of the packages outside the pins that one of these jobs has open. */
  private long openBytes(Collection<DatasetProgress> readers) {
    var open = new Packages(table.packages());
    readers.forEach(job ->
        job.opened.forEach(p -> {
          if (job.isOpen(p) && !isPinned(p)) {
            open.add(p);
          }
        }));
    var bytes = new long[1];
    open.forEach(p -> bytes[0] += pages(p));
    return bytes[0];
  }

  private long windowBytes() {
    var bytes = new long[1];
    held.forEach(p -> bytes[0] += isPinned(p) ? 0 : pages(p));
    return bytes[0];
  }

  private long bytes(List<Integer> packages) {
    return packages.stream().mapToLong(this::pages).sum();
  }

  private long pages(int index) {
    return (table.sizeBytes(index) + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }

  /** How many packages are pinned, how many open, and how many jobs are active. */
  public Summary summary() {
    var open = new Packages(table.packages());
    jobs.values()
        .forEach(job ->
            job.opened.forEach(p -> {
              if (job.isOpen(p)) {
                open.add(p);
              }
            }));
    return new Summary(pinned, open.size(), capacityBytes, jobs.size());
  }

  /** Figures of a dataset's cache. */
  public record Summary(int pinned, int open, long capacityBytes, int jobs) {}
}
