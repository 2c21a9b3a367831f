#!/usr/bin/env bash
# Draws the gallery that the README shows: runs the TikTok scenarios and copies their pictures into
# output/gallery. One command, from any folder: docs/gallery.sh
set -euo pipefail
cd "$(dirname "$0")/.."
gallery=output/gallery
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

scenarios=(forced-sale ban acquisition litigate)
files=("${scenarios[@]/#/scenarios/tiktok-2020/}")
cargo run --release --locked -- run "${files[@]/%/.toml}" -n 10000 --seed 1 --format png -o "$results"
cargo run --release --locked -- diff scenarios/tiktok-2020/{forced-sale,litigate}.toml -n 10000 --seed 1 --format png -o "$results"

sale=scenarios/tiktok-2020/forced-sale.toml
study() { cargo run --release --locked -- "$@" --seed 1 --format png -o "$results" > /dev/null; }
study run "$sale" --focus 'us.banned and europe.banned' -n 20000
study sweep "$sale"
study sensitivity "$sale" --method tornado -n 10000
study sensitivity "$sale" --method morris
study sensitivity "$sale" --method sobol --second-order
study sensitivity "$sale" --method evppi -n 10000
finished() { cargo run --release --locked -- "$@" --format png -o "$results" > /dev/null; }
finished discover "$results/forced-sale" --where 'value_abroad < $20B'
finished stress "$results/forced-sale" --reverse 'value_abroad < $20B'
finished reweight "$results/forced-sale" --probability 'us.banned=0.35'

run_charts=(value bridge outcomes loss-exceedance sale-prices sale-terms access users-below-half retention retention-us
    convergence inputs)
mkdir -p "$gallery"
rm -f "$gallery"/*
page="$gallery/README.md"
{
    echo "# Gallery"
    echo
    echo "Charts of the TikTok scenarios of August 2020: 10,000 histories each, seed 1. Made by \`docs/gallery.sh\`."
} > "$page"

# show FOLDER HEADING CHART...: copies the charts of a folder of results and shows them under a heading.
show() {
    local folder=$1 heading=$2
    shift 2
    printf '\n## %s\n' "$heading" >> "$page"
    for chart in "$@"; do
        local picture="$results/$folder/charts/$chart.png"
        if [ -f "$picture" ]; then
            cp "$picture" "$gallery/$folder-$chart.png"
            printf '\n![%s: %s](%s-%s.png)\n' "$folder" "$chart" "$folder" "$chart" >> "$page"
        fi
    done
}

show forced-sale "Forced sale" "${run_charts[@]}"
show ban "Ban" value bridge access users-below-half
show acquisition "Acquisition" value bridge access sale-terms
show comparison "All compared on the same luck" values differences chances distributions endings users
show difference "From selling and suing to suing alone" difference
show forced-sale-sweep "A sweep: time to sell by Microsoft's interest" sweep-value-abroad-mean sweep-value-abroad-p5
show forced-sale-tornado "What drives value" tornado
show forced-sale-morris "The same by elementary effects" morris
show forced-sale-sobol "The same by shares of variance" sobol sobol-over-time sobol-pairs
show forced-sale-evppi "What it would pay to learn" learning
show forced-sale-focus "How probable it is that the United States and Europe both ban it" focus-needed focus-led moved
show forced-sale-discovery "Where it goes wrong" box trade-off
show forced-sale-stress "What moved there" moved
show forced-sale-reweight "The United States banned at 35%" shifted-value shifted-figures
echo "$(find "$gallery" -name '*.png' | wc -l) pictures in $gallery"
