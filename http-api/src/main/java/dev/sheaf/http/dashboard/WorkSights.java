package dev.sheaf.http.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogCommand.NameKind;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobReply.JobIs;
import dev.sheaf.http.ensemble.EnsembleViews;
import dev.sheaf.http.job.JobGlance;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.route.Asking;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What entities know: datasets, jobs, ensembles. Lists are bounded, and say what they left out. */
final class WorkSights {
  private static final int MOST_NAMES = 1000;
  private static final int MOST_SHOWN = 200;

  /** One that has ended is asked again after so long: a resume may have begun it anew. */
  private static final long ENDED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Asking asking;
  private final Manifests manifests;
  private final NodeFigures node;
  private final Map<String, Ended> ended = new ConcurrentHashMap<>();

  private record Ended(JobIs job, long atNanos) {}

  WorkSights(Asking asking, Manifests manifests, NodeFigures node) {
    this.asking = asking;
    this.manifests = manifests;
    this.node = node;
  }

  /** The datasets by name. */
  ObjectNode datasets() {
    var seen = Json.object();
    var shown = Json.object();
    if (asking.catalog(to -> new CatalogCommand.ListDatasets("", MOST_SHOWN, to))
        instanceof CatalogReply.DatasetsAre(var entries, var more)) {
      for (var entry : entries) {
        shown.set(
            entry.version().dataset(),
            Json.object()
                .put("format", entry.format())
                .put("uri", entry.uri())
                .put("samples", entry.samples())
                .put("packages", entry.packages())
                .put("bytes", entry.sizeBytes())
                .put("classes", entry.classes().size())
                .put("note", entry.note()));
      }
      seen.put("more", more);
    }
    seen.set("byName", shown);
    return seen;
  }

  /** The jobs by name: all that run first, as far as there is room. */
  ObjectNode jobs() {
    var jobs = describe(names(NameKind.JOB));
    jobs.sort(Comparator.comparing(job -> job.phase() != JobReply.Phase.RUNNING));
    var room = jobs.subList(0, Math.min(MOST_SHOWN, jobs.size()));
    var seen = Json.object().put("more", room.size() < jobs.size());
    var shown = seen.putObject("byName");
    var standings = new HashMap<DatasetVersion, Optional<ConductorReply>>();
    for (var job : room) {
      shown.set(job.spec().name(), glance(job, jobs, standings));
    }
    return seen;
  }

  private List<String> names(NameKind kind) {
    return asking.catalog(to -> new CatalogCommand.ListNames(kind, "", MOST_NAMES, to))
            instanceof CatalogReply.NamesAre(var names, var _)
        ? names
        : List.of();
  }

  private List<JobIs> describe(List<String> names) {
    var now = System.nanoTime();
    ended.values().removeIf(each -> now - each.atNanos() > ENDED_NANOS);
    ended.keySet().retainAll(names);
    var asked = new ArrayList<String>(names);
    asked.removeAll(ended.keySet());
    var later = asked.stream().map(n -> asking.jobLater(n, JobCommand.Describe::new)).toList();
    var jobs = new ArrayList<JobIs>();
    ended.values().forEach(each -> jobs.add(each.job()));
    for (var answer : later) {
      if (asking.await("a job", answer) instanceof JobIs job) {
        jobs.add(job);
        if (job.phase() != JobReply.Phase.RUNNING) {
          ended.put(job.spec().name(), new Ended(job, now));
        }
      }
    }
    return jobs;
  }

  private ObjectNode glance(
      JobIs job, List<JobIs> all, Map<DatasetVersion, Optional<ConductorReply>> standings) {
    var version = job.spec().version();
    var standing =
        standings.computeIfAbsent(
            version, each -> asking.conductorSoon(each, ConductorCommand.Observe::new));
    var ran =
        (int)
            all.stream()
                .filter(each -> each.spec().version().equals(version))
                .filter(each -> each.totals().delivered() > 0)
                .count();
    try {
      var manifest = manifests.open(version);
      var known = standing.orElse(null) instanceof ConductorReply.Standing is ? is : null;
      return new JobGlance(job, manifest.table(), node.originPrice(manifest.root()))
          .beside(
              known == null ? 0 : known.capacityBytes(),
              known == null || known.jobs() == 0 ? ran : known.jobs());
    } catch (IOException unreadable) {
      return JobGlance.without(job);
    }
  }

  /** The ensembles by name. */
  ObjectNode ensembles() {
    var names = names(NameKind.ENSEMBLE);
    var room = names.subList(0, Math.min(MOST_SHOWN, names.size()));
    var later =
        room.stream().map(n -> asking.ensembleLater(n, EnsembleCommand.Describe::new)).toList();
    var seen = Json.object().put("more", room.size() < names.size());
    var shown = seen.putObject("byName");
    for (var answer : later) {
      if (asking.await("an ensemble", answer) instanceof EnsembleReply.EnsembleIs(var view)) {
        shown.set(view.spec().name(), EnsembleViews.whole(view));
      }
    }
    return seen;
  }
}
