const SMALL_WORDS = new Set([
  "of",
  "and",
  "with",
  "without",
  "in",
  "on",
  "the",
  "at",
  "from",
  "by",
]);

/** Where CLDR describes the glyph, a shop would name the thing. */
export const SHOP_NAMES: Readonly<Record<string, string>> = {
  "1st place medal": "First Place Medal",
  "2nd place medal": "Second Place Medal",
  "3rd place medal": "Third Place Medal",
  "airplane arrival": "Airplane, Landing",
  "airplane departure": "Airplane, Taking Off",
  "baguette bread": "Baguette",
  "bell with slash": "Silent Bell",
  "billed cap": "Baseball Cap",
  "bridge at night": "Bridge by Night",
  construction: "Roadworks Barrier",
  cooking: "Frying Pan",
  "cricket game": "Cricket Bat and Ball",
  dizzy: "Dizzy Star",
  dna: "DNA",
  dvd: "DVD",
  "e-mail": "E-Mail",
  "closed mailbox with lowered flag": "Mailbox, Flag Down",
  "closed mailbox with raised flag": "Mailbox, Flag Up",
  "face savoring food": "Face Savouring Food",
  "field hockey": "Field Hockey Stick",
  "flag in hole": "Golf Green",
  foggy: "Town in Fog",
  "globe showing Americas": "Globe, the Americas",
  "globe showing Asia-Australia": "Globe, Asia and Australia",
  "globe showing Europe-Africa": "Globe, Europe and Africa",
  "high voltage": "Lightning Bolt",
  "hourglass done": "Hourglass, Run Out",
  "hourglass not done": "Hourglass, Running",
  ice: "Ice Cube",
  "ice hockey": "Ice Hockey Stick",
  lacrosse: "Lacrosse Stick",
  "lady beetle": "Ladybird",
  link: "Chain Link",
  locked: "Padlock",
  "locked with key": "Padlock with Key",
  "locked with pen": "Padlock with Pen",
  "magnifying glass tilted left": "Magnifying Glass, Left",
  "magnifying glass tilted right": "Magnifying Glass, Right",
  "man’s shoe": "Lace-Up Shoe",
  mate: "Maté",
  "open mailbox with lowered flag": "Mailbox, Open and Empty",
  "open mailbox with raised flag": "Mailbox, Open and Full",
  "oncoming automobile": "Automobile, Head On",
  "oncoming bus": "Bus, Head On",
  "oncoming police car": "Police Car, Head On",
  "oncoming taxi": "Taxi, Head On",
  "pool 8 ball": "Eight Ball",
  "rescue worker’s helmet": "Rescue Helmet",
  "shallow pan of food": "Paella",
  "speaker high volume": "Speaker, Loud",
  "speaker low volume": "Speaker, Quiet",
  "speaker medium volume": "Speaker, Medium",
  "muted speaker": "Speaker, Muted",
  tennis: "Tennis Racket and Ball",
  "thong sandal": "Flip-Flop",
  unlocked: "Padlock, Open",
  "woman’s boot": "Tall Boot",
  "woman’s clothes": "Blouse",
  "woman’s hat": "Sun Hat",
  "woman’s sandal": "Heeled Sandal",
  wood: "Logs",
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The name on the shelf: CLDR's label in title case, or the shop's own where that reads badly. */
export function nameOf(label: string): string {
  const own = SHOP_NAMES[label];
  if (own) return own;
  return label
    .split(" ")
    .map((word, index) => {
      if (index > 0 && SMALL_WORDS.has(word)) return word;
      return word
        .replace(/o’clock/, "O’Clock")
        .split("-")
        .map(capital)
        .join("-");
    })
    .join(" ");
}
