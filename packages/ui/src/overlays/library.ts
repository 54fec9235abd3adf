// What lies above the page: fetched together, when the first of it opens or when the page has come to rest.
export { Autocomplete, Checkbox, Drawer, Menu, Modal, MultiSelect, NumberInput, Popover, Select, Textarea, Tooltip } from '@mantine/core'
export { Notifications, notifications } from '@mantine/notifications'
export { KeySheet } from './KeySheet.tsx'
export { Palette } from './palette/Palette.tsx'
export { Themed } from './Themed.tsx'
