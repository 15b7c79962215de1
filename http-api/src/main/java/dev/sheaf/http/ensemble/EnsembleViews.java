package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.ensemble.EnsembleView;
import dev.sheaf.actors.ensemble.EnsembleView.MemberView;
import dev.sheaf.actors.ensemble.Progress;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.policies.ensemble.Verdict;
import org.jspecify.annotations.Nullable;

/** Ensembles as JSON. */
public final class EnsembleViews {
  private EnsembleViews() {}

  static ObjectNode brief(EnsembleView view) {
    var spec = view.spec();
    var brief =
        Json.object()
            .put("name", spec.name())
            .put("dataset", spec.version().dataset())
            .put("phase", Fields.wireName(view.phase()))
            .put("round", view.round())
            .put("members", spec.members().size());
    var verdict = view.verdict();
    if (verdict != null) {
      number(brief, "accuracy", verdict.together().accuracy());
    }
    return brief;
  }

  /** The ensemble with all that is known of it. */
  public static ObjectNode whole(EnsembleView view) {
    var spec = view.spec();
    var whole =
        Json.object()
            .put("name", spec.name())
            .put("dataset", spec.version().dataset())
            .put("version", view.version())
            .put("phase", Fields.wireName(view.phase()))
            .put("reason", view.reason())
            .put("slots", view.slots())
            .put("priority", spec.slots().priority())
            .put("round", view.round())
            .put("epochs", spec.epochs())
            .put("batchSize", spec.batchSize())
            .put("share", Fields.wireName(spec.preprocess().share()))
            .put("bagging", spec.bagging())
            .put("combine", Fields.wireName(spec.combine()));
    var members = whole.putArray("members");
    view.members().forEach(member -> members.add(member(spec, member)));
    var rounds = whole.putArray("rounds");
    view.rounds()
        .forEach(round -> {
          var shown = rounds.addObject().put("round", round.round());
          number(shown, "rateMismatch", round.rateMismatch());
          number(shown, "stallShare", round.stallShare());
          var names = shown.putArray("members");
          round.members().forEach(names::add);
        });
    if (view.verdict() != null) {
      whole.set("leaderboard", verdict(view.verdict()));
    }
    var news = whole.putArray("news");
    view.news()
        .forEach(
            each -> news.addObject().put("atMillis", each.atMillis()).put("text", each.text()));
    return whole;
  }

  private static ObjectNode member(EnsembleSpec spec, MemberView view) {
    MemberSpec asked = spec.member(view.name());
    var member =
        Json.object()
            .put("name", view.name())
            .put("status", Fields.wireName(view.status()))
            .put("engine", Fields.wireName(asked.program().engine()))
            .put("slots", asked.slots())
            .put("job", spec.jobName(view.name()))
            .put("failures", view.failures())
            .put("reason", view.reason());
    if (asked.program().engine() == Program.Engine.COMMAND) {
      member.put("command", asked.program().line());
    } else {
      member
          .put("model", asked.model())
          .put("width", asked.width())
          .put("parameters", spec.size(asked).parameters());
    }
    progress(member, view.progress());
    score(member, "latest", view.latest());
    score(member, "best", view.best());
    return member;
  }

  private static void progress(ObjectNode member, @Nullable Progress progress) {
    if (progress != null) {
      var now =
          member
              .putObject("progress")
              .put("node", progress.node())
              .put("device", progress.device())
              .put("pid", progress.pid())
              .put("epoch", progress.epoch())
              .put("step", progress.step())
              .put("restarts", progress.restarts())
              .put("fed", progress.shared() ? "shared" : "private");
      number(now, "loss", progress.loss());
      number(now, "imagesPerSecond", progress.imagesPerSecond());
      number(now, "waitShare", progress.waitShare());
      var gpu = progress.gpu();
      if (gpu != null) {
        now.putObject("gpu")
            .put("usedBytes", gpu.usedBytes())
            .put("totalBytes", gpu.totalBytes())
            .put("busyPercent", gpu.busyPercent());
      }
    }
  }

  private static void score(ObjectNode member, String name, @Nullable Score score) {
    if (score != null) {
      var shown = member.putObject(name).put("epoch", score.epoch());
      number(shown, "loss", score.loss());
      number(shown, "accuracy", score.accuracy());
      number(shown, "imagesPerSecond", score.pace().imagesPerSecond());
    }
  }

  private static ObjectNode verdict(Verdict verdict) {
    var shown = Json.object().put("samples", verdict.samples());
    number(shown, "accuracy", verdict.together().accuracy());
    number(shown, "loss", verdict.together().loss());
    number(shown, "calibrationError", verdict.together().calibrationError());
    shown.put("combine", Fields.wireName(verdict.combination().rule()));
    standings(shown.putArray("members"), verdict);
    var pairs = shown.putArray("disagreements");
    verdict
        .disagreements()
        .forEach(pair -> {
          var each = pairs.addObject().put("one", pair.one()).put("other", pair.other());
          number(each, "share", pair.share());
        });
    var rules = shown.putObject("accuracyByRule");
    for (var alternative : verdict.alternatives()) {
      number(rules, Fields.wireName(alternative.rule()), alternative.accuracy());
    }
    return shown;
  }

  private static void standings(ArrayNode list, Verdict verdict) {
    for (var standing : verdict.standings()) {
      var each = list.addObject().put("name", standing.member());
      number(each, "accuracy", standing.scores().accuracy());
      number(each, "loss", standing.scores().loss());
      number(each, "calibrationError", standing.scores().calibrationError());
      number(each, "weight", standing.weight());
    }
  }

  /** JSON has no number for what was not measured: it is left out. */
  private static void number(ObjectNode into, String name, double value) {
    if (Double.isFinite(value)) {
      into.put(name, value);
    }
  }
}
