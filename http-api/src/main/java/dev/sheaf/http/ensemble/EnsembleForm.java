package dev.sheaf.http.ensemble;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.ensemble.SlotOffer;
import dev.sheaf.policies.ensemble.Combine;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.ModelSize;
import dev.sheaf.policies.ensemble.Preprocess;
import dev.sheaf.policies.ensemble.SlotTerms;
import dev.sheaf.policies.ensemble.StopRule;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobKnobs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The body of {@code POST /v1/ensembles}, with each field checked against its rule.
 *
 * <p>First the fields by themselves ({@link #read}), then what the dataset and the cluster's slots
 * say to them ({@link #spec}).
 */
final class EnsembleForm {
  static final int MOST_MEMBERS = 16;
  private static final int MOST_PRIORITY = JobKnobs.MOST_PRIORITY;
  private static final int MOST_WEIGHT = 1000;
  private static final int MOST_SNAPSHOTS = 10;
  private static final int MOST_SLOTS = 10_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");
  private static final String NAME_RULE =
      "1 to 32 of a-z, 0-9, dot, underscore and dash, beginning with a letter or digit";
  private static final Pattern MEMBER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,23}");
  private static final String MEMBER_RULE =
      "1 to 24 of a-z, 0-9, dot, underscore and dash, beginning with a letter or digit";
  private static final Pattern DATASET = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final List<String> KNOWN =
      List.of(
          "name",
          "dataset",
          "contract",
          "epochs",
          "batchSize",
          "seed",
          "validation",
          "members",
          "preprocess",
          "bagging",
          "stop",
          "combine",
          "maxRestarts",
          "priority",
          "weight",
          "maxSlots");
  private static final List<String> MEMBER_KNOWN =
      List.of(
          "name",
          "model",
          "width",
          "optimizer",
          "learningRate",
          "momentum",
          "weightDecay",
          "schedule",
          "seed",
          "snapshots",
          "slots",
          "engine",
          "precision",
          "command");

  private final SpecFields fields;
  private final List<SpecError> errors = new ArrayList<>();
  private final List<SpecFields> memberFields = new ArrayList<>();
  private final String name;
  private final String dataset;
  private final Contract contract;
  private final int epochs;
  private final int batchSize;
  private final long seed;
  private final int heldOut;
  private final Preprocess preprocess;
  private final boolean bagging;
  private final StopRule stop;
  private final Combine combine;
  private final int maxRestarts;
  private final SlotTerms slots;
  private final List<MemberSpec> members;

  private EnsembleForm(SpecNode.Mapping document) {
    fields = new SpecFields(document, KNOWN, "", errors);
    name = fields.text("name", NAME, NAME_RULE);
    dataset = fields.text("dataset", DATASET, "the name of a dataset");
    contract =
        fields.choice(
            "contract", new Contract[] {Contract.STRICT, Contract.SUBSTITUTE}, Contract.SUBSTITUTE);
    epochs = (int) fields.integer("epochs", 1, 1000, 10L);
    batchSize = (int) fields.integer("batchSize", 1, 4096, 64L);
    seed = fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0L);
    heldOut = (int) Math.round(1000 * fields.number("validation", 0.01, 0.5, 0.1));
    preprocess = OpsForm.read(fields);
    bagging = fields.flag("bagging", false);
    stop = stop();
    combine = fields.choice("combine", Combine.values(), Combine.SOFT);
    maxRestarts = (int) fields.integer("maxRestarts", 0, 20, 3L);
    slots =
        new SlotTerms(
            (int) fields.integer("priority", -MOST_PRIORITY, MOST_PRIORITY, 0L),
            (int) fields.integer("weight", 1, MOST_WEIGHT, 1L),
            (int) fields.integer("maxSlots", 1, MOST_SLOTS, 0L));
    members = members();
  }

  /** Reads a form; ends the request when a field is not valid by itself. */
  static EnsembleForm read(byte[] body, boolean yaml) {
    var form = new EnsembleForm(SpecReader.read(body, yaml));
    SpecFields.check(form.errors);
    return form;
  }

  /** The name of the dataset. */
  String dataset() {
    return dataset;
  }

  /** Ends the request: there is no such dataset. */
  void refuseDataset(String nearest) {
    var hint = nearest.isEmpty() ? "" : " (did you mean " + nearest + "?)";
    fields.refuse("dataset", "a dataset that is ready" + hint, "");
    SpecFields.check(errors);
  }

  private StopRule stop() {
    var rule = fields.below("stop", List.of("patience", "asha"));
    if (rule == null) {
      return StopRule.NEVER;
    }
    var patience = (int) rule.integer("patience", 1, 1000, 0L);
    var asha = rule.below("asha", List.of("divisor", "rungs"));
    return asha == null
        ? new StopRule(patience, 0, 0)
        : new StopRule(
            patience,
            (int) asha.integer("divisor", 2, 16, 3L),
            (int) asha.integer("rungs", 2, 8, 3L));
  }

  private List<MemberSpec> members() {
    var items = fields.items("members");
    if (items.isEmpty() || items.size() > MOST_MEMBERS) {
      fields.refuse("members", "a list of 1.." + MOST_MEMBERS + " members", "");
      return List.of();
    }
    var found = new ArrayList<MemberSpec>();
    var lines = new HashMap<String, Integer>();
    for (var item : items) {
      if (!(item instanceof SpecNode.Mapping mapping)) {
        fields.refuseItem("members", item, "a mapping such as {name: one, model: cnn}");
        continue;
      }
      var member = member(mapping, found.size());
      var before = lines.putIfAbsent(member.name(), mapping.line());
      if (before != null && !member.name().isEmpty()) {
        memberFields
            .getLast()
            .refuse("name", "a name of its own: line " + before + " has it already", "");
      }
      found.add(member);
    }
    return found;
  }

  private MemberSpec member(SpecNode.Mapping mapping, int number) {
    var called =
        mapping.fields().get("name") instanceof SpecNode.Leaf leaf
            ? leaf.shown()
            : "number " + (number + 1);
    var its = new SpecFields(mapping, MEMBER_KNOWN, called, errors);
    memberFields.add(its);
    var program = ProgramForm.read(its);
    var model =
        ProgramForm.isCommand(its)
            ? program.line()
            : its.text("model", Pattern.compile("cnn"), "cnn");
    var optimizer =
        its.choice("optimizer", MemberSpec.Optimizer.values(), MemberSpec.Optimizer.SGD);
    var sgd = optimizer == MemberSpec.Optimizer.SGD;
    var memberName = its.text("name", MEMBER, MEMBER_RULE);
    if (memberName.equals(EnsembleSpec.HELD_OUT) || memberName.equals(EnsembleSpec.SHARED)) {
      its.refuse("name", "another: a job that all members read is called so", "");
    }
    return new MemberSpec(
        memberName,
        model,
        (int) its.integer("width", 1, 1024, 16L),
        optimizer,
        its.number("learningRate", 1e-9, 100, sgd ? 0.05 : 0.001),
        its.number("momentum", 0, 0.9999, 0.9),
        its.number("weightDecay", 0, 0.9999, sgd ? 5e-4 : 0.01),
        its.choice("schedule", MemberSpec.Schedule.values(), MemberSpec.Schedule.COSINE),
        its.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, Draw.draw(seed, number) >>> 1),
        program,
        snapshots(its),
        (int) its.integer("slots", 1, MOST_SLOTS, 1L),
        mapping.line());
  }

  /** The members with the programs that the nodes would start. */
  private List<MemberSpec> bound(List<SlotOffer> offers) {
    var bound = new ArrayList<MemberSpec>();
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      bound.add(member.by(ProgramForm.bound(memberFields.get(i), member.program(), offers)));
    }
    return bound;
  }

  /** So many checkpoints of one training, each at the end of a cycle of whole epochs. */
  private int snapshots(SpecFields its) {
    var snapshots = (int) its.integer("snapshots", 2, MOST_SNAPSHOTS, 0L);
    if (snapshots > 0 && epochs % snapshots != 0) {
      its.refuse(
          "snapshots",
          "a number that divides the %d epochs into equal cycles".formatted(epochs),
          0);
    }
    if (snapshots > 0 && its.get("schedule") != null) {
      its.refuse("schedule", "absent: the rate of snapshots is a cosine in each cycle", 0);
    }
    return snapshots;
  }

  /** The spec, bound to a dataset version and checked against the slots there are. */
  EnsembleSpec spec(DatasetEntry entry, List<SlotOffer> offers) {
    if (entry.classes().size() < 2) {
      fields.refuse("dataset", "a dataset with two classes or more", "");
    }
    if (entry.samples() * heldOut / 1000 < 2) {
      fields.refuse("validation", "a share that holds out two samples or more", "");
    }
    var spec =
        new EnsembleSpec(
            name,
            entry.version(),
            Math.max(2, entry.classes().size()),
            entry.samples(),
            contract,
            epochs,
            batchSize,
            seed,
            heldOut,
            bound(offers),
            preprocess,
            bagging,
            stop,
            combine,
            maxRestarts,
            slots);
    checkSlots(offers);
    checkFit(spec, offers);
    if (stop.halves() && Math.pow(stop.divisor(), stop.rungs() - 1) > epochs) {
      fields.refuse(
          "stop", "so that divisor^(rungs-1) is at most the %d epochs".formatted(epochs), "");
    }
    SpecFields.check(errors);
    return spec;
  }

  /** A member trains on one node, with all of its slots or not at all. */
  private void checkSlots(List<SlotOffer> offers) {
    var most = offers.stream().mapToInt(SlotOffer::slots).max().orElse(0);
    var all = offers.stream().mapToInt(SlotOffer::slots).sum();
    for (int i = 0; i < members.size(); i++) {
      var wanted = members.get(i).slots();
      var its = memberFields.get(i);
      if (wanted > most) {
        its.refuse(
            "slots",
            "at most the %d slots that one node has (all together have %d)".formatted(most, all),
            1L);
      } else if (slots.maxSlots() > 0 && wanted > slots.maxSlots()) {
        its.refuse("slots", "at most maxSlots of the ensemble, which is " + slots.maxSlots(), 1L);
      }
    }
  }

  private void checkFit(EnsembleSpec spec, List<SlotOffer> offers) {
    var roomBytes = offers.stream().mapToLong(SlotOffer::slotBytes).max().orElse(0);
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      ModelSize size = spec.size(member);
      var bytes = size.trainingBytes(batchSize, member.optimizer());
      if (bytes > roomBytes && !ProgramForm.isCommand(memberFields.get(i))) {
        memberFields
            .get(i)
            .refuse(
                "width",
                "a width whose training fits into a slot (%,d bytes, sheaf.gpu.slot-memory); it needs %,d bytes with batches of %d"
                    .formatted(roomBytes, bytes, batchSize),
                1L);
      }
    }
  }
}
