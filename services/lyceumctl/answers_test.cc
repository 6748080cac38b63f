#include "services/lyceumctl/answers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::Paper;
using quiz::v1::PaperItem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

void Add(google::protobuf::RepeatedPtrField<quiz::v1::Pickable>& choices, const char* id, const char* text) {
  quiz::v1::Pickable& choice = *choices.Add();
  choice.set_id(id);
  choice.set_text(text);
}

PaperItem Single() {
  PaperItem item;
  item.set_id("i1");
  auto& choices = *item.mutable_single_choice()->mutable_choices();
  Add(choices, "c7", "Détente");
  Add(choices, "c3", "Iron curtain");
  Add(choices, "c9", "1956");
  return item;
}

TEST(Letter, GoesOnAfterZ) {
  EXPECT_EQ(Letter(0), "a");
  EXPECT_EQ(Letter(25), "z");
  EXPECT_EQ(Letter(26), "aa");
  EXPECT_EQ(Letter(27), "ab");
}

TEST(ParseAnswer, TakesALetterATextANumberOrAnId) {
  for (const char* text : {"b", " B ", "iron Curtain", "2", "c3"}) {
    EXPECT_EQ(ParseAnswer(Single(), text)->single_choice(), "c3") << text;
  }
  EXPECT_EQ(ParseAnswer(Single(), "1956")->single_choice(), "c9");
  EXPECT_THAT(std::string(ParseAnswer(Single(), "d").status().message()), HasSubstr("a letter, a to c"));
}

TEST(ParseAnswer, TakesSeveralLettersInAnyForm) {
  PaperItem item;
  *item.mutable_multiple_choice()->mutable_choices() = Single().single_choice().choices();
  for (const char* text : {"a c", "a,c", "ac", "A, C"}) {
    EXPECT_THAT(ParseAnswer(item, text)->multiple_choice().choices(), ElementsAre("c7", "c9")) << text;
  }
  EXPECT_THAT(ParseAnswer(item, "Iron curtain")->multiple_choice().choices(), ElementsAre("c3"));
  EXPECT_FALSE(ParseAnswer(item, "a a").ok());
  EXPECT_FALSE(ParseAnswer(item, "a x").ok());
}

TEST(ParseAnswer, WantsEveryEntryOfAnOrdering) {
  PaperItem item;
  *item.mutable_ordering()->mutable_entries() = Single().single_choice().choices();
  EXPECT_THAT(ParseAnswer(item, "c a b")->ordering().entries(), ElementsAre("c9", "c7", "c3"));
  EXPECT_THAT(ParseAnswer(item, "cab")->ordering().entries(), ElementsAre("c9", "c7", "c3"));
  EXPECT_FALSE(ParseAnswer(item, "c a").ok());
}

TEST(ParseAnswer, MatchesNumbersWithLetters) {
  PaperItem item;
  Add(*item.mutable_matching()->mutable_stems(), "s1", "one");
  Add(*item.mutable_matching()->mutable_stems(), "s2", "two");
  *item.mutable_matching()->mutable_options() = Single().single_choice().choices();
  const auto response = ParseAnswer(item, "1b, 2-a");
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->matching().pairs_size(), 2);
  EXPECT_EQ(response->matching().pairs(0).stem(), "s1");
  EXPECT_EQ(response->matching().pairs(0).option(), "c3");
  EXPECT_EQ(response->matching().pairs(1).option(), "c7");
  EXPECT_FALSE(ParseAnswer(item, "3a").ok());
  EXPECT_FALSE(ParseAnswer(item, "1z").ok());
  EXPECT_FALSE(ParseAnswer(item, "b").ok());
}

TEST(ParseAnswer, ReadsTheOtherKinds) {
  PaperItem item;
  item.mutable_true_false();
  EXPECT_TRUE(ParseAnswer(item, "T")->true_false());
  EXPECT_EQ(ParseAnswer(item, "false")->kind_case(), quiz::v1::Response::kTrueFalse);
  EXPECT_FALSE(ParseAnswer(item, "maybe").ok());
  item.mutable_short_text();
  EXPECT_EQ(ParseAnswer(item, " Berlin ")->short_text(), "Berlin");
  item.mutable_numeric();
  EXPECT_EQ(ParseAnswer(item, "1.234,5")->numeric().text(), "1.234,5");
  item.mutable_date();
  EXPECT_EQ(ParseAnswer(item, "17 April 1961")->date().day(), 17);
  EXPECT_FALSE(ParseAnswer(item, "some day").ok());
}

TEST(ParseAnswer, ReadsWhatIsNotGraded) {
  PaperItem item;
  *item.mutable_poll()->mutable_choices() = Single().single_choice().choices();
  EXPECT_THAT(ParseAnswer(item, "b")->poll().choices(), ElementsAre("c3"));
  EXPECT_FALSE(ParseAnswer(item, "a b").ok());
  item.mutable_poll()->set_several(true);
  EXPECT_THAT(ParseAnswer(item, "ac")->poll().choices(), ElementsAre("c7", "c9"));
  EXPECT_THAT(std::string(ParseAnswer(item, "z").status().message()), HasSubstr("letters, a to c"));
  item.mutable_word_cloud()->set_max_words(2);
  EXPECT_THAT(ParseAnswer(item, "cold war, wall ,")->word_cloud().words(), ElementsAre("cold war", "wall"));
  EXPECT_FALSE(ParseAnswer(item, "a, b, c").ok());
  item.mutable_open_ended();
  EXPECT_EQ(ParseAnswer(item, " it depends ")->open_ended(), "it depends");
  item.mutable_scale()->set_from(1);
  item.mutable_scale()->set_to(5);
  EXPECT_EQ(ParseAnswer(item, "5")->scale(), 5);
  EXPECT_FALSE(ParseAnswer(item, "0").ok());
  EXPECT_FALSE(ParseAnswer(item, "five").ok());
}

TEST(ParseAnswer, TakesAResponseInJson) {
  EXPECT_EQ(ParseAnswer(Single(), R"({"singleChoice": "c9"})")->single_choice(), "c9");
  EXPECT_FALSE(ParseAnswer(Single(), R"({"nonsense": 1})").ok());
}

Paper TwoItems() {
  Paper paper;
  *paper.add_items() = Single();
  *paper.add_items() = Single();
  paper.mutable_items(1)->set_id("i2");
  return paper;
}

TEST(ReadAnswerSheet, GoesByOrderOrById) {
  EXPECT_THAT(*ReadAnswerSheet(TwoItems(), "a\nb\n"), ElementsAre(Pair("i1", "a"), Pair("i2", "b")));
  EXPECT_THAT(*ReadAnswerSheet(TwoItems(), "i2: b\na"), ElementsAre(Pair("i1", "a"), Pair("i2", "b")));
  EXPECT_THAT(*ReadAnswerSheet(TwoItems(), "\nb\n"), ElementsAre(Pair("i1", ""), Pair("i2", "b")));
  EXPECT_TRUE(ReadAnswerSheet(TwoItems(), "")->empty());
  EXPECT_FALSE(ReadAnswerSheet(TwoItems(), "a\nb\nc").ok());
}

TEST(ReadAnswerSheet, TakesJson) {
  EXPECT_THAT(*ReadAnswerSheet(TwoItems(), R"({"i2": "b", "i1": {"singleChoice": "c3"}})"),
              ElementsAre(Pair("i1", R"({"singleChoice":"c3"})"), Pair("i2", "b")));
  EXPECT_FALSE(ReadAnswerSheet(TwoItems(), R"({"i9": "b"})").ok());
  EXPECT_FALSE(ReadAnswerSheet(TwoItems(), R"({"i1": )").ok());
}

TEST(AnswerForm, SaysWhereASliderGoes) {
  PaperItem item;
  item.mutable_numeric()->mutable_slider()->set_to(10);
  EXPECT_EQ(AnswerForm(item), "a number, 0 to 10");
  item.mutable_numeric()->mutable_slider()->set_step(2.5);
  EXPECT_EQ(AnswerForm(item), "a number, 0 to 10 in steps of 2.5");
}

TEST(ParseAnswer, TakesAnAnswerForEachGap) {
  PaperItem item;
  item.mutable_gap_fill()->add_gaps()->mutable_short_text();
  *item.mutable_gap_fill()->add_gaps()->mutable_single_choice() = Single().single_choice();
  item.mutable_gap_fill()->add_gaps()->mutable_numeric();
  const auto all = ParseAnswer(item, "Bonn | b | 1961");
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->gap_fill().gaps(0).short_text(), "Bonn");
  EXPECT_EQ(all->gap_fill().gaps(1).single_choice(), "c3");
  EXPECT_EQ(all->gap_fill().gaps(2).numeric().text(), "1961");
  const auto one = ParseAnswer(item, "|b");
  ASSERT_EQ(one->gap_fill().gaps_size(), 1);
  EXPECT_EQ(one->gap_fill().gaps(0).gap(), 2);
  EXPECT_THAT(std::string(ParseAnswer(item, "Bonn | x").status().message()),
              HasSubstr("gap 2: the answer is a letter"));
  EXPECT_FALSE(ParseAnswer(item, "1|b|3|4").ok());
  EXPECT_FALSE(ParseAnswer(item, " | ").ok());
  EXPECT_THAT(AnswerForm(item), HasSubstr("2: a letter, a to c; 3: a number"));
}

}  // namespace
}  // namespace lyceum::ctl
