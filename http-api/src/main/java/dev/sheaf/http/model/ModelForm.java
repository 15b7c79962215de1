package dev.sheaf.http.model;

import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.ModelWish;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.model.TaskMask;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the body that names a model: the checkpoint of a member, or a file and what it is. */
record ModelForm(Asking asking) {
  private static final Pattern ANY = Pattern.compile(".{1,1024}");
  private static final URI NOWHERE = URI.create("file:///");
  private static final int DEFAULT_BATCH = 32;

  ModelWish read(Exchange exchange) {
    var fields = exchange.fields(List.of("name", "ensemble", "member", "uri", "model", "dataset"));
    var name = fields.text("name", Names.PATTERN, Names.RULE, null);
    if (fields.has("uri") == fields.has("ensemble")) {
      fields.refuse("uri", null, "there, or ensemble and member: one of the two", "");
    }
    fields.check();
    Caller.holdNew("name", name);
    refuseTaken(fields, name);
    return fields.has("uri") ? ofFile(fields, name) : ofMember(fields, name);
  }

  /** An ensemble answers by its name, so no model may have it. */
  private void refuseTaken(Fields fields, String name) {
    if (asking.ensemble(name, EnsembleCommand.Describe::new) instanceof EnsembleReply.EnsembleIs) {
      fields.refuse("name", null, "another one: there is an ensemble " + name, "");
      fields.check();
    }
  }

  private ModelWish ofMember(Fields fields, String name) {
    var ensemble = fields.text("ensemble", Names.PATTERN, Names.RULE, null);
    var member = fields.text("member", Names.PATTERN, Names.RULE, null);
    for (var other : List.of("model", "dataset")) {
      if (fields.has(other)) {
        fields.refuse(other, fields.raw(other), "absent: the ensemble says it", "");
      }
    }
    fields.check();
    var spec = spec(fields, ensemble);
    var names = spec.members().stream().map(MemberSpec::name).toList();
    if (!names.contains(member)) {
      fields.refuse(
          "member",
          fields.raw("member"),
          "one of " + names + "." + Problem.didYouMean(member, names),
          "");
      fields.check();
    }
    return new ModelWish.OfMember(name, spec, member);
  }

  private EnsembleSpec spec(Fields fields, String ensemble) {
    if (asking.ensemble(ensemble, EnsembleCommand.Describe::new)
        instanceof EnsembleReply.EnsembleIs(var view)) {
      return view.spec();
    }
    fields.refuse(
        "ensemble", fields.raw("ensemble"), "one of those that GET /v1/ensembles lists", "");
    fields.check();
    throw new IllegalStateException("check must have thrown");
  }

  private ModelWish ofFile(Fields fields, String name) {
    var uri = uri(fields);
    Caller.holdOrigin("uri", uri);
    var model =
        fields.inner(
            "model",
            List.of("architecture", "width", "classes", "optimizer", "side", "batch", "task"));
    var facts =
        new ModelCard.Facts(
            model.text("architecture", Pattern.compile("cnn"), "cnn", "cnn"),
            (int) model.integer("width", 1, 1_024, null),
            (int) model.integer("classes", 2, 65_536, null),
            model
                .choice(
                    "optimizer",
                    List.of(TrainingSpec.Optimizer.values()),
                    TrainingSpec.Optimizer.SGD)
                .name()
                .toLowerCase(Locale.ROOT),
            (int) model.integer("side", 8, 1_024, null),
            (int) model.integer("batch", 1, 4_096, (long) DEFAULT_BATCH),
            (int) model.integer("task", 0, TaskMask.MOST_TASKS, 0L),
            dataset(fields));
    fields.check();
    return new ModelWish.OfFile(name, uri, facts);
  }

  private static URI uri(Fields fields) {
    try {
      var uri = new URI(fields.text("uri", ANY, "the address of a file of weights", null));
      return uri.isAbsolute()
          ? uri
          : fields.refuse("uri", fields.raw("uri"), "file:///… or s3://bucket/key", NOWHERE);
    } catch (URISyntaxException broken) {
      return fields.refuse("uri", fields.raw("uri"), "file:///… or s3://bucket/key", NOWHERE);
    }
  }

  /** Names the classes in answers; without one they are numbers. */
  private String dataset(Fields fields) {
    var name = fields.text("dataset", Names.PATTERN, Names.RULE, "");
    if (!name.isEmpty()
        && !(asking.catalog(to -> new CatalogCommand.FindDataset(name, to))
            instanceof CatalogReply.DatasetIs)) {
      fields.refuse(
          "dataset", fields.raw("dataset"), "one of those that GET /v1/datasets lists", "");
    }
    return name;
  }
}
