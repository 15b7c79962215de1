package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.policies.placement.Decks;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which cache node has which deck of functions, for one set of members.
 *
 * @param ofDeck the address of each deck's owner; empty while no cache node is Up
 */
record DeckOwners(Decks decks, List<String> ofDeck) {
  static DeckOwners of(Decks decks, List<Member> members) {
    var caches =
        members.stream()
            .filter(member -> member.roles().contains("cache"))
            .map(DeckOwners::address)
            .distinct()
            .toList();
    return new DeckOwners(decks, caches.isEmpty() ? List.of() : decks.owners(caches));
  }

  /** A process that comes back under its address has its functions again. */
  static String address(Member member) {
    var end = member.id().indexOf('#');
    return end < 0 ? member.id() : member.id().substring(0, end);
  }

  boolean known() {
    return !ofDeck.isEmpty();
  }

  /** Whether the function is this node's. */
  boolean owns(String address, int function) {
    return ofDeck.get(decks.of(function)).equals(address);
  }

  /** The decks of a node. */
  List<Integer> decksOf(String address) {
    return IntStream.range(0, ofDeck.size())
        .filter(deck -> ofDeck.get(deck).equals(address))
        .boxed()
        .toList();
  }
}
