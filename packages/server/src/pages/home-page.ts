/** The page that lists experiments and runs; its script shows what the hash names. */
export const HOME_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tailrace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static-files/pages.css">
<script src="static-files/home.js" defer></script>
</head>
<body>
<a class="skip" href="#content" data-skip>Skip to content</a>
<header class="bar">
<span class="name">Tailrace</span>
<nav aria-label="Main"><a href="#/experiments">Experiments</a> <a href="#/models">Models</a> <a href="docs">API</a></nav>
</header>
<main id="content" tabindex="-1" aria-live="polite">
<noscript><p class="problem">This page needs JavaScript. The API is described at <a href="docs">docs</a>.</p></noscript>
</main>
</body>
</html>
`
