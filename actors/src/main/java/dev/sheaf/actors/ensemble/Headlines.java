package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.books.EnsembleProtocol;
import dev.sheaf.policies.books.LifeProtocol.Event;
import dev.sheaf.policies.ensemble.NodePlacement.Place;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What happened to an ensemble, in words, where it is worth some. */
final class Headlines {
  private Headlines() {}

  static Optional<String> of(Event event, UnaryOperator<String> place) {
    return Optional.of(words(event, place)).filter(text -> !text.isEmpty());
  }

  private static String words(Event event, UnaryOperator<String> place) {
    return switch (event) {
      case Event.EnsembleSubmitted submitted ->
          "submitted with %d members".formatted(submitted.spec().members().size());
      case Event.MemberProfiled profiled ->
          String.format(
              Locale.ROOT,
              "%s trains %.0f images/s",
              profiled.member(),
              profiled.pace().imagesPerSecond());
      case Event.Sailed(EnsembleProtocol.Event.FlotillaFormed formed) ->
          names(formed.places(), "round " + formed.round() + ": ");
      case Event.Sailed(EnsembleProtocol.Event.FlotillaJoined joined) ->
          names(joined.places(), "more in round " + joined.round() + ": ");
      case Event.Sailed(EnsembleProtocol.Event.RoundEnded ended) ->
          "round %d ends: the rest is saved".formatted(ended.round());
      case Event.MemberEnded ended -> ended.member() + " is trained: " + ended.reason();
      case Event.MemberFailed failed ->
          place.apply(failed.member()) + ": its worker is lost: " + failed.reason();
      case Event.MemberDropped dropped ->
          place.apply(dropped.member()) + " is given up: " + dropped.reason();
      case Event.TrainingEnded ended -> "nobody trains any more: members are compared";
      case Event.EnsembleJudged judged ->
          String.format(
              Locale.ROOT,
              "together %.1f %% of %d held-out samples are right",
              100 * judged.verdict().together().accuracy(),
              judged.verdict().samples());
      case Event.EnsembleEnded ended -> "ended: " + ended.reason();
      case Event.SlotsCounted counted -> "";
      case Event.Sailed otherwise -> "";
      case Event.MemberScored scored -> "";
      case Event.RoundMeasured measured -> "";
    };
  }

  private static String names(List<Place> places, String before) {
    return places.stream().map(Place::member).collect(Collectors.joining(", ", before, ""));
  }
}
