package dev.sheaf.policies.books;

import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Event;
import dev.sheaf.policies.books.EphemeralProtocol.NoEffect;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import dev.sheaf.policies.books.EphemeralProtocol.Rules;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling.Verdict;
import dev.sheaf.policies.ephemeral.Carriers;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import dev.sheaf.policies.ephemeral.EphemeralJob.Portion;
import dev.sheaf.policies.ephemeral.HintedSize;
import dev.sheaf.policies.ephemeral.HintedSize.Demand;
import dev.sheaf.policies.ephemeral.Hints;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which jobs keep ephemeral data, what each was promised of which node, and which nodes take such
 * data.
 *
 * <pre>
 *   job   registered ─ used ─► registered ─ deregistered, or not used for its lease ─► ended, or gone
 *         ended ─ its values' time is over, or deregistered again ─► gone
 *   node  idle ─ a job needs it ─► enlisted ─ less than half of all is promised ─► draining
 *         draining ─ its last job is gone ─► idle;  a job needs it ─► enlisted
 * </pre>
 *
 * <p>Nothing is placed on a node beyond what it has, and a node is let go only when nothing of it
 * is promised any more. A node that falls silent takes its values with it; its jobs go on with the
 * others they have, or are placed anew.
 *
 * <p><i>Source:</i> Pocket (OSDI 2018). <i>Cost:</i> O(jobs · nodes) a registration and a sweep.
 */
public final class EphemeralBook implements Book<Command, Event, NoEffect, Reply> {
  private final Rules rules;
  private final TreeMap<String, EphemeralJob> jobs = new TreeMap<>();
  private final TreeMap<String, Long> usedNanos = new TreeMap<>();
  private final TreeMap<String, Site> sites = new TreeMap<>();
  private final TreeMap<String, Long> seenNanos = new TreeMap<>();
  private final TreeSet<String> enlisted = new TreeSet<>();
  private final TreeSet<String> draining = new TreeSet<>();
  private long lastIncarnation;
  private long sweptNanos;

  /** A book without jobs. */
  public EphemeralBook(Rules rules) {
    this.rules = rules;
  }

  @Override
  public Decision<Event, NoEffect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Register register -> register(register, now);
      case Command.Use(String job, long keepNanos) -> use(job, keepNanos, now);
      case Command.Find(String job) -> Decision.reply(find(job));
      case Command.Deregister(String job) -> deregister(job, now);
      case Command.ListJobs(String cursor, int limit) -> Decision.reply(list(cursor, limit));
      case Command.Report report -> report(report, now);
    };
  }

  private Decision<Event, NoEffect, Reply> register(Command.Register command, long now) {
    var known = jobs.get(command.job());
    if (known != null) {
      var same =
          known.hints().equals(command.hints())
              && known.leaseNanos() == command.leaseNanos()
              && !known.ended();
      return same
          ? new Decision<>(
              List.of(new Event.JobUsed(known.name(), now)),
              List.of(),
              new Reply.JobIs(known, false))
          : Decision.reply(new Reply.NameTaken(known));
    }
    if (jobs.size() >= rules.mostJobs()) {
      return Decision.reply(new Reply.TooManyJobs(jobs.size()));
    }
    var carriers = carriers();
    var demand = demand(command.hints(), carriers);
    var placed = carriers.place(demand);
    if (placed.isEmpty()) {
      return Decision.reply(new Reply.NoRoom(demand.nodes(carriers.type()), sites.size()));
    }
    var job =
        new EphemeralJob(
            command.job(),
            Math.max(lastIncarnation + 1, now),
            command.hints(),
            demand,
            demand.throughputBound(carriers.type()),
            command.leaseNanos(),
            0,
            false,
            placed.get());
    var events = new ArrayList<Event>(List.of(new Event.JobRegistered(job)));
    events.add(new Event.JobUsed(job.name(), now));
    events.addAll(enlisting(job.portions()));
    return new Decision<>(events, List.of(), new Reply.JobIs(job, true));
  }

  private static List<Event> enlisting(List<Portion> portions) {
    return portions.stream().<Event>map(portion -> new Event.Enlisted(portion.node())).toList();
  }

  /** What hints come to; without a disk, everything is kept in memory. */
  private Demand demand(Hints hints, Carriers carriers) {
    var type = carriers.type();
    var inMemory = hints.latencySensitive() || type.nvmeGb() <= 0;
    return new HintedSize(type, rules.mbpsPerLambda(), rules.nodesWithoutHint(), false)
        .demand(new Hints(hints.lambdas(), hints.capacityGb(), hints.peakMbps(), inMemory));
  }

  private Carriers carriers() {
    return carriers(sites);
  }

  private Carriers carriers(Map<String, Site> those) {
    var sizes = new TreeMap<String, Carriers.Size>();
    those.forEach((node, site) ->
        sizes.put(node, new Carriers.Size(site.memoryBytes(), site.diskBytes(), site.mbps())));
    return new Carriers(sizes, enlisted, draining, running());
  }

  private List<EphemeralJob> running() {
    return jobs.values().stream().filter(job -> !job.ended()).toList();
  }

  private Decision<Event, NoEffect, Reply> use(String name, long keepNanos, long now) {
    var job = jobs.get(name);
    if (job == null || job.ended()) {
      return Decision.reply(find(name));
    }
    var events = new ArrayList<Event>();
    if (keepNanos > job.keepNanos()) {
      events.add(new Event.KeepExtended(name, keepNanos));
    }
    events.add(new Event.JobUsed(name, now));
    return new Decision<>(events, List.of(), new Reply.JobIs(job, false));
  }

  private Reply find(String name) {
    var job = jobs.get(name);
    return job == null
        ? new Reply.NoSuchJob(name, NearestName.of(name, jobs.keySet()).orElse(""))
        : new Reply.JobIs(job, false);
  }

  private Reply list(String cursor, int limit) {
    var after = jobs.tailMap(cursor, false).values();
    return new Reply.JobsAre(after.stream().limit(limit).toList(), after.size() > limit);
  }

  private Decision<Event, NoEffect, Reply> deregister(String name, long now) {
    var job = jobs.get(name);
    return job == null
        ? Decision.reply(find(name))
        : new Decision<>(ending(job, now), List.of(), new Reply.JobIs(job.over(), !job.ended()));
  }

  private static List<Event> ending(EphemeralJob job, long now) {
    return job.keepNanos() == 0 || job.ended()
        ? List.of(new Event.JobForgotten(job.name()))
        : List.of(new Event.JobEnded(job.name()), new Event.JobUsed(job.name(), now));
  }

  private Decision<Event, NoEffect, Reply> report(Command.Report report, long now) {
    var events = new ArrayList<Event>();
    events.add(new Event.SiteSeen(report.site(), now));
    if (now - sweptNanos >= rules.sweepNanos()) {
      events.add(new Event.Swept(now));
      jobs.values().forEach(job -> events.addAll(sweep(job, now)));
      var lost = lost(report.site().node(), now);
      events.addAll(lost);
      var moved = moved(lost);
      events.addAll(moved);
      if (lost.isEmpty() && moved.isEmpty()) {
        events.addAll(scale());
      }
    }
    return new Decision<>(events, List.of(), over(report.tokens()));
  }

  private Reply over(List<String> tokens) {
    var ended = new ArrayList<String>();
    var forgotten = new ArrayList<>(tokens);
    for (var job : jobs.values()) {
      if (forgotten.remove(job.token()) && job.ended()) {
        ended.add(job.token());
      }
    }
    return new Reply.Over(ended, forgotten);
  }

  private List<Event> sweep(EphemeralJob job, long now) {
    var used = usedNanos.get(job.name());
    if (used == null) {
      return List.of(new Event.JobUsed(job.name(), now));
    }
    var most = job.ended() ? job.keepNanos() : job.leaseNanos();
    return now - used > most ? ending(job, now) : List.of();
  }

  /** Nodes that are silent for too long, or that nobody has heard of since the book was opened. */
  private List<Event> lost(String reporter, long now) {
    var expected = new TreeSet<>(sites.keySet());
    running().forEach(job -> job.portions().forEach(portion -> expected.add(portion.node())));
    expected.remove(reporter);
    var events = new ArrayList<Event>();
    for (var node : expected) {
      var seen = seenNanos.get(node);
      if (seen == null) {
        events.add(new Event.SiteMissed(node, now));
      } else if (now - seen > rules.patienceNanos()) {
        events.add(new Event.SiteGone(node));
      }
    }
    return events;
  }

  /** Jobs without the nodes that are gone; one at most is placed anew at a time. */
  private List<Event> moved(List<Event> lost) {
    var gone = new TreeSet<String>();
    for (var event : lost) {
      if (event instanceof Event.SiteGone(String node)) {
        gone.add(node);
      }
    }
    var left = new TreeMap<>(sites);
    left.keySet().removeAll(gone);
    var events = new ArrayList<Event>();
    var placed = false;
    for (var job : running()) {
      var rest = job.portions().stream().filter(portion -> !gone.contains(portion.node())).toList();
      if (!rest.isEmpty() && rest.size() < job.portions().size()) {
        events.add(new Event.JobMoved(job.name(), normalised(rest)));
      } else if (rest.isEmpty() && !placed) {
        var anew = carriers(left).place(demand(job.hints(), carriers(left))).orElse(List.of());
        placed = !anew.isEmpty();
        if (placed || !job.portions().isEmpty()) {
          events.add(new Event.JobMoved(job.name(), anew));
          events.addAll(enlisting(anew));
        }
      } else if (rest.isEmpty() && !job.portions().isEmpty()) {
        events.add(new Event.JobMoved(job.name(), List.of()));
      }
    }
    return events;
  }

  private static List<Portion> normalised(List<Portion> portions) {
    var sum = portions.stream().mapToDouble(Portion::weight).sum();
    return portions.stream()
        .map(each -> new Portion(each.node(), each.sizeBytes(), each.mbps(), each.weight() / sum))
        .toList();
  }

  private List<Event> scale() {
    var carriers = carriers();
    var events = new ArrayList<Event>();
    for (var node : draining) {
      if (carriers.isEmpty(node)) {
        events.add(new Event.Drained(node));
      }
    }
    switch (rules.scaling().decide(carriers.byLargestShare(), 0)) {
      case Verdict.Add add ->
          carriers.idle().ifPresent(node -> events.add(new Event.Enlisted(node)));
      case Verdict.Drain(String node) -> events.add(new Event.Draining(node));
      case Verdict.Stay stay -> {}
    }
    return events;
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.JobRegistered(EphemeralJob job) -> {
        jobs.put(job.name(), job);
        lastIncarnation = Math.max(lastIncarnation, job.incarnation());
      }
      case Event.KeepExtended(String job, long keepNanos) ->
          jobs.computeIfPresent(job, (name, known) -> known.keeping(keepNanos));
      case Event.JobMoved(String job, List<Portion> portions) ->
          jobs.computeIfPresent(job, (name, known) -> known.with(portions));
      case Event.JobEnded(String job) -> jobs.computeIfPresent(job, (name, known) -> known.over());
      case Event.JobForgotten(String job) -> {
        jobs.remove(job);
        usedNanos.remove(job);
      }
      case Event.JobUsed(String job, long atNanos) -> usedNanos.put(job, atNanos);
      case Event.SiteSeen(Site site, long atNanos) -> {
        sites.put(site.node(), site);
        seenNanos.put(site.node(), atNanos);
      }
      case Event.SiteMissed(String node, long atNanos) -> seenNanos.put(node, atNanos);
      case Event.SiteGone(String node) -> {
        sites.remove(node);
        seenNanos.remove(node);
        enlisted.remove(node);
        draining.remove(node);
      }
      case Event.Enlisted(String node) -> {
        enlisted.add(node);
        draining.remove(node);
      }
      case Event.Draining(String node) -> draining.add(node);
      case Event.Drained(String node) -> {
        enlisted.remove(node);
        draining.remove(node);
      }
      case Event.Swept(long atNanos) -> sweptNanos = atNanos;
    }
  }

  @Override
  public List<NoEffect> wake(long now) {
    return List.of();
  }

  /** The lasting events that would make an empty book like this one: its snapshot. */
  public List<Event.Lasting> retold() {
    return jobs.values().stream().<Event.Lasting>map(Event.JobRegistered::new).toList();
  }

  /** The nodes that take ephemeral data, or have some. */
  public List<String> carrying() {
    return carriers().byLargestShare().stream().map(node -> node.id()).toList();
  }
}
